"""said.bin: which lines the original verse holds already, so that no poem says one of them again (docs/model-format.md).

The model reads the original verse dozens of times and knows some of its lines by heart. A Bloom filter (Bloom 1970) of
their words tells them from new ones in a few hundred kilobytes; one new line in three hundred is taken for an old one,
and another is drawn in its place.
"""

import struct
from pathlib import Path

import numpy as np

MAGIC = 0x53414944
# Shorter lines are common property.
FEWEST_WORDS = 6
BITS_A_LINE, HASHES = 16, 7
SEEDS = (0x811C9DC5, 0x9747B28C)
FULL = 0xFFFFFFFF


def mixed(tokens, seed: int) -> int:
    """FNV-1a over token ids, finished as MurmurHash3 is: uint32."""
    value = seed
    for token in tokens:
        value = ((value ^ int(token)) * 16777619) & FULL
    value ^= value >> 16
    value = (value * 0x85EBCA6B) & FULL
    value ^= value >> 13
    value = (value * 0xC2B2AE35) & FULL
    return value ^ (value >> 16)


def bits_of(tokens, size: int) -> list:
    """The bits of a line in a filter of `size` bits, a power of two."""
    first, second = (mixed(tokens, seed) for seed in SEEDS)
    return [(first + number * (second | 1)) & (size - 1) for number in range(HASHES)]


def build_said(path: Path, pack, lexicon, say=print):
    """Writes the filter of the original verse's lines of six words and more, none of them a stranger."""
    owner = np.repeat(np.arange(len(pack.form)), np.diff(pack.poems))
    edges, words = np.asarray(pack.lines), np.asarray(pack.words)
    lines = set()
    for line in np.flatnonzero(np.asarray(pack.original)[owner]):
        if edges[line + 1] - edges[line] >= FEWEST_WORDS:
            lines.add(tuple(words[edges[line] : edges[line + 1]].tolist()))
    # Strangers have no token: nobody can say their lines again.
    lines = [line for line in lines if max(line) < len(lexicon)]
    size = 1 << max(10, (BITS_A_LINE * len(lines) - 1).bit_length() - 1)
    bits = np.zeros(size, bool)
    for line in lines:
        bits[bits_of(line, size)] = True
    say(f"  {len(lines):,} lines, {bits.mean():.0%} of {size:,} bits")
    path.write_bytes(struct.pack("<IIII", MAGIC, len(lexicon), size, HASHES) + np.packbits(bits, bitorder="little").tobytes())
