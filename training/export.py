"""Writes the shipped model from a checkpoint: python -m training.export --work DIR --name RUN --out models/verse

The float32 graph is compared with PyTorch; the int8 graph's loss on held-out verse is compared with PyTorch's.
"""

import argparse
import shutil
import tempfile
from pathlib import Path

import numpy as np
import torch

from . import checkpoint, measure
from .batches import batches_of
from .graph import build_graph
from .lexicon import Lexicon
from .packing import Pack
from .release import TABLES, replace, write_checksums, write_config
from .session import Session, session_loss
from .topics import TopicEncoder
from .voice_words import voice_words, write_voices


def compare(denoiser, session: Session, batch) -> float:
    """The largest difference of any logit between PyTorch and the graph, with guidance against another row."""
    random = np.random.default_rng(0)
    base = random.permutation(batch.open)
    guidance = random.uniform(1, 2.5, len(batch.open)).astype(np.float32)
    with torch.no_grad():
        expected = denoiser(*measure.tensors(batch, "cpu"), torch.from_numpy(base), torch.from_numpy(guidance)).numpy()
    return float(np.abs(session.logits(batch, base, guidance) - expected).max())


def export(work: Path, name: str, out: Path, which: str = "average", windows: int = 24, say=print) -> dict:
    """Exports a checkpoint with its tables. Returns what was measured."""
    denoiser, state = checkpoint.load_denoiser(work / name / "checkpoint", which)
    lexicon, pack = Lexicon.load(work / "lexicon.json"), Pack.load(work / "pack")
    out.mkdir(parents=True, exist_ok=True)
    for table in TABLES:
        if (work / table).exists():
            shutil.copyfile(work / table, out / table)
    examples = []
    for original in (True, False):
        held = measure.heldout_windows(pack, lexicon, original, windows)
        examples += measure.masked_examples(held, 0.5)[0] if held else []
    found = {}
    if examples:
        batch = batches_of(examples[:4], 1500)[0]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "float.onnx"
            path.write_bytes(build_graph(denoiser, "float").SerializeToString())
            found["largest error of the float32 graph"] = compare(denoiser, Session(str(path)), batch)
    model = build_graph(denoiser, "int8").SerializeToString()
    if examples:
        exact = measure.cross_entropy(denoiser, examples, 1500)[0]
        rounded = float(session_loss(Session(model), examples)[0].mean())
        found["held-out loss, float32"], found["held-out loss, int8"] = exact, rounded
    replace(out / "denoiser.onnx", model)
    write_voices(out / "voices.json", voice_words(Session(model), lexicon, TopicEncoder(out / "topics.bin")))
    found["MiB"] = len(model) / 2**20
    last = state["curve"][-1] if state["curve"] else {"places": state["places"], "original": [], "old": []}
    rates = [str(rate) for rate in measure.RATES]
    training = {
        "tokens": last["places"],
        "heldout": dict(zip(rates, last["original"])),
        "heldoutOldVerse": dict(zip(rates, last["old"])),
    }
    shape = denoiser.shape
    write_config(out, lexicon, shape.width, shape.layers, shape.heads, shape.topic_width, training)
    write_checksums(out)
    for what, value in found.items():
        say(f"  {what}: {value:.6g}")
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--name", default="run")
    parser.add_argument("--out", type=Path, default=Path("models/verse"))
    parser.add_argument("--which", default="average", choices=["average", "last"])
    options = parser.parse_args()
    export(options.work, options.name, options.out, options.which)


if __name__ == "__main__":
    main()
