"""The filter of lines that are not to be said again."""

import struct

import numpy as np

from training.said import HASHES, MAGIC, bits_of, build_said, mixed


def read(path):
    data = path.read_bytes()
    magic, vocabulary, size, hashes = struct.unpack("<IIII", data[:16])
    assert (magic, hashes) == (MAGIC, HASHES)
    return vocabulary, size, np.unpackbits(np.frombuffer(data, np.uint8, offset=16), bitorder="little").astype(bool)


def test_the_original_verse_is_known_and_other_lines_are_not(packed, lexicon, tmp_path):
    build_said(tmp_path / "said.bin", packed, lexicon, say=lambda line: None)
    vocabulary, size, bits = read(tmp_path / "said.bin")
    assert vocabulary == len(lexicon) and len(bits) == size
    known = [lexicon.index[word] for word in "the cat looked up the cat looked down".split()]
    other = [lexicon.index[word] for word in "the cat looked down the cat looked up".split()]
    assert bits[bits_of(known, size)].all() and not bits[bits_of(other, size)].all()


def test_the_hash_is_the_one_that_the_bot_computes():
    assert mixed([], 0) == 0
    assert mixed([1, 2, 3], 0x811C9DC5) == 0x4E63A65B
