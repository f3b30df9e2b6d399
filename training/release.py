"""config.json and checksums.json: what the bot needs to know of the model's files, and their SHA-256."""

import hashlib
import json
import os
from pathlib import Path

from .canvas import LIMITS
from .lexicon import GUESTS
from .tokens import PUNCTUATION

TABLES = ["lexicon.json", "pairs.bin", "triples.bin", "topics.bin", "commas.bin", "said.bin"]
FILES = ["denoiser.onnx", *TABLES, "voices.json", "config.json"]


def write_config(folder: Path, lexicon, width: int, layers: int, heads: int, topic_width: int, training: dict):
    """Writes config.json. training: {"tokens": …, "heldout": {"0.15": …}} as far as known."""
    config = {
        "version": 4,
        "vocabulary": len(lexicon),
        "width": width,
        "layers": layers,
        "heads": heads,
        "topicWidth": topic_width,
        "limits": LIMITS,
        "forms": lexicon.named("form"),
        "voices": lexicon.named("voice"),
        "guests": GUESTS,
        "punctuation": PUNCTUATION,
        "training": training,
    }
    replace(folder / "config.json", (json.dumps(config, ensure_ascii=False, indent=2) + "\n").encode())


def write_heldout(folder: Path, found: dict):
    """Puts what evaluate.evaluate measured in config.json in place of the training run's estimate, checksums included."""
    path = folder / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    for name, title in (("heldout", "original, held out"), ("heldoutOldVerse", "old, held out")):
        figures = {str(rate): round(row["all"], 4) for (kind, rate), row in found.items() if kind == title}
        if figures:
            config["training"][name] = figures
    replace(path, (json.dumps(config, ensure_ascii=False, indent=2) + "\n").encode())
    write_checksums(folder)


def write_checksums(folder: Path):
    """Writes the checksum of every file that exists; to be called last."""
    sums = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES if (folder / name).exists()}
    replace(folder / "checksums.json", (json.dumps(sums, indent=2) + "\n").encode())


def replace(path: Path, data: bytes):
    """Writes beside the file and renames, so that no reader ever meets half a file."""
    partial = path.with_name(path.name + ".partial")
    partial.write_bytes(data)
    os.replace(partial, path)
