"""Batches of one fixed shape for a GPU: several examples share a row, and see only themselves.

A compiled model wants the same shapes each time, and filling costs as much as text. So examples are packed end to end
into rows, largest first, each into the fullest row that still has room.
"""

import bisect
from typing import NamedTuple

import numpy as np

from .lexicon import PAD

LENGTH = 320


class Sizes(NamedTuple):
    """The fixed shape: R rows of L places, at most N examples and M wanted slots."""

    rows: int
    length: int
    examples: int
    wanted: int


def sizes_for(budget: int, length: int = LENGTH) -> Sizes:
    """The shape for about `budget` places: an example has 110 on average, three fifths of them wanted."""
    rows = max(1, budget // length)
    return Sizes(rows, length, max(8, rows * length // 80), int(rows * length * 0.63))


class Rows(NamedTuple):
    tokens: np.ndarray  # int32 [R × L]
    features: np.ndarray  # int16 [R × L × 6]
    example: np.ndarray  # int16 [R × L], which example a place belongs to; −1 at filling
    kinds: np.ndarray  # int64 [N × 2], form and voice of each example
    topic: np.ndarray  # float32 [N × topicWidth]
    open: np.ndarray  # int64 [M], flat places
    targets: np.ndarray  # int64 [M]
    weights: np.ndarray  # float32 [M], adding up to 1; 0 where nothing is wanted


def pack_rows(examples: list, sizes: Sizes) -> tuple:
    """Packs what finds room: (Rows, the examples left over)."""
    free = [(sizes.length, row) for row in range(sizes.rows)]
    tokens = np.full((sizes.rows, sizes.length), PAD, np.int32)
    features = np.zeros((sizes.rows, sizes.length, 6), np.int16)
    of_example = np.full((sizes.rows, sizes.length), -1, np.int16)
    kinds = np.zeros((sizes.examples, 2), np.int64)
    topic = np.zeros((sizes.examples, len(examples[0].topic)), np.float32)
    open, targets, weights = (
        np.zeros(sizes.wanted, np.int64),
        np.zeros(sizes.wanted, np.int64),
        np.zeros(sizes.wanted, np.float32),
    )
    left, wanted, count = [], 0, 0
    for example in sorted(examples, key=lambda one: -len(one.tokens)):
        size, more = len(example.tokens), len(example.places)
        place = bisect.bisect_left(free, (size, -1))
        if place == len(free) or count == sizes.examples or wanted + more > sizes.wanted:
            left.append(example)
            continue
        room, row = free.pop(place)
        begin = sizes.length - room
        tokens[row, begin : begin + size] = example.tokens
        features[row, begin : begin + size] = example.features
        of_example[row, begin : begin + size] = count
        kinds[count], topic[count] = example.tokens[:2], example.topic
        open[wanted : wanted + more] = row * sizes.length + begin + example.places
        targets[wanted : wanted + more] = example.targets
        weights[wanted : wanted + more] = example.weights
        count, wanted = count + 1, wanted + more
        bisect.insort(free, (room - size, row))
    return Rows(tokens, features, of_example, kinds, topic, open, targets, weights / max(weights.sum(), 1e-9)), left
