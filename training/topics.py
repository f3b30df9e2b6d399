"""topics.bin: a static vector for every wordpiece, so that any topic steers, in whatever words it is typed.

Distilled as in Model2Vec (Tulkens & van Dongen 2024): each piece alone through all-MiniLM-L6-v2, principal
components, weights of frequency (SIF, Arora 2017), int8. A topic's vector is the sum over its pieces, length 1.
"""

import struct
from pathlib import Path

import numpy as np

from .minilm import MiniLM, WordPieces

MAGIC = 0x544F5043
WIDTH = 128
SIF = 1e-4


def keep_piece(piece: str) -> bool:
    """Pieces of Latin letters and digits; the rest (other scripts, [unused7]) would be dead weight."""
    bare = piece.removeprefix("##")
    return bool(bare) and all(letter.isascii() and letter.isalnum() for letter in bare)


def distil(model: MiniLM, counts: dict = None, width: int = WIDTH, say=print):
    """Distils the piece vectors.

    counts: how often each piece occurs in text, for SIF; without them Zipf's law over the list's order, which
    is roughly by frequency.
    Returns (pieces, float32 vectors [P × width]).
    """
    kept = [place for place, piece in enumerate(model.pieces.pieces) if keep_piece(piece)]
    begin, end = model.pieces.index["[CLS]"], model.pieces.index["[SEP]"]
    vectors = np.concatenate(
        [
            model.encode(np.array([[begin, place, end] for place in kept[first : first + 512]]))
            for first in range(0, len(kept), 512)
        ]
    )
    say(f"  {len(kept):,} pieces encoded")
    vectors -= vectors.mean(0)
    _, _, axes = np.linalg.svd(vectors.T @ vectors)
    reduced = vectors @ axes[:width].T
    pieces = [model.pieces.pieces[place] for place in kept]
    ranks = np.arange(1, len(kept) + 1, dtype=np.float64)
    frequency = 1 / ranks if counts is None else np.array([counts.get(piece, 0) + 1 for piece in pieces], float)
    weights = SIF / (SIF + frequency / frequency.sum())
    # Within a word the continuations say less than the beginning.
    return pieces, (reduced * weights[:, None]).astype(np.float32)


def write_topics(path: Path, pieces: list, vectors: np.ndarray):
    # Clipping the largest 0.1 % keeps the step small for all others.
    scale = float(np.quantile(np.abs(vectors), 0.9999)) / 127
    text = "\n".join(pieces).encode()
    body = struct.pack("<IIIfI", MAGIC, len(pieces), vectors.shape[1], scale, len(text)) + text
    body += b"\0" * (-len(body) % 4)
    body += np.clip(np.rint(vectors / scale), -127, 127).astype(np.int8).tobytes()
    path.write_bytes(body)


class TopicEncoder:
    """Reads topics.bin. `encode("my cat at 3am")` → float32 [width], length 1 (or all zero for no known piece)."""

    def __init__(self, path: Path):
        data = path.read_bytes()
        magic, count, self.width, self.scale, size = struct.unpack("<IIIfI", data[:20])
        if magic != MAGIC:
            raise ValueError(f"{path} is no topics.bin")
        pieces = data[20 : 20 + size].decode().split("\n")
        begin = (20 + size + 3) // 4 * 4
        self.pieces = WordPieces(pieces)
        self.vectors = np.frombuffer(data, np.int8, count * self.width, begin).reshape(count, self.width)

    def total(self, text: str) -> np.ndarray:
        """The sum before scaling, in steps of the file's scale: int32 [width]; totals of words add up to a text's."""
        return self.vectors[self.pieces.of_text(text)].astype(np.int32).sum(0)

    def encode(self, text: str) -> np.ndarray:
        return unit(self.total(text))


def unit(total: np.ndarray) -> np.ndarray:
    total = total.astype(np.float32)
    length = np.linalg.norm(total)
    return total / length if length > 0 else total
