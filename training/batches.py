"""Batches of masked windows, of about equal length so that little is filled up."""

from typing import NamedTuple

import numpy as np

from .canvas import sequence
from .lexicon import MASK, PAD
from .masks import draw_mask
from .windows import learnable

# Fewer hidden slots than this share teach little for a whole pass through the model.
LOWEST = 0.1
# How much more a slot counts that holds a word of the topic: there are few, and they are what a person asked for.
ON_TOPIC = 3.0
# Of S/k in a hidden slot's weight. The diffusion bound has 1, so that one slot hidden alone counts as much as all together;
# its square root has a third of the variance and, at this length of training, teaches more.
LOSS_EXPONENT = 0.5


class Example(NamedTuple):
    tokens: np.ndarray  # int32 [L]
    features: np.ndarray  # int32 [L × 6]
    topic: np.ndarray  # float32 [topicWidth]
    places: np.ndarray  # int64 [M], where logits are wanted
    targets: np.ndarray  # int64 [M]
    weights: np.ndarray  # float32 [M], of each place in the loss


class Batch(NamedTuple):
    tokens: np.ndarray  # int32 [B × L]
    features: np.ndarray  # int32 [B × L × 6]
    attention: np.ndarray  # int32 [B × L]
    topic: np.ndarray  # float32 [B × topicWidth]
    open: np.ndarray  # int64 [M], flat places
    targets: np.ndarray  # int64 [M]
    weights: np.ndarray  # float32 [M], adding up to 1


def hide(window, masked: np.ndarray) -> Example:
    """A window with some slots masked."""
    tokens, features, places = sequence(window.prompt.tokens, window.canvas, masked, MASK)
    fine = learnable(window.canvas)[masked]
    targets = window.canvas.tokens[masked][fine].astype(np.int64)
    weights = np.full(len(targets), (len(masked) / max(1, len(targets))) ** LOSS_EXPONENT, np.float32)
    weights[np.isin(targets, window.prompt.tokens[3:])] *= ON_TOPIC
    return Example(tokens, features, window.prompt.vector, places[fine], targets, weights)


def collate(examples: list) -> Batch:
    """Fills examples up to the longest."""
    rows, longest = len(examples), max(len(example.tokens) for example in examples)
    tokens = np.full((rows, longest), PAD, np.int32)
    features = np.zeros((rows, longest, 6), np.int32)
    attention = np.zeros((rows, longest), np.int32)
    for row, example in enumerate(examples):
        size = len(example.tokens)
        tokens[row, :size] = example.tokens
        features[row, :size] = example.features
        attention[row, :size] = 1
    weights = np.concatenate([one.weights for one in examples])
    return Batch(
        tokens, features, attention, np.stack([example.topic for example in examples]),
        np.concatenate([row * longest + example.places for row, example in enumerate(examples)]).astype(np.int64),
        np.concatenate([example.targets for example in examples]), weights / max(weights.sum(), 1e-9),
    )  # fmt: skip


def batches_of(examples: list, budget: int) -> list:
    """Groups examples by length into batches of at most `budget` places, filling included."""
    examples = sorted(examples, key=lambda example: len(example.tokens))
    groups, current = [], []
    for example in examples:
        if current and (len(current) + 1) * len(example.tokens) > budget:
            groups.append(current)
            current = []
        current.append(example)
    return [collate(group) for group in groups + [current] if group]


class Stream:
    """An endless stream of training batches.

    original, old: Windows of the two kinds of verse; budget: places a batch.
    """

    def __init__(self, original, old, budget: int, seed: int, pool: int = 16):
        self.original, self.old, self.budget, self.pool = original, old, budget, pool
        self.random = np.random.default_rng(seed)
        self.waiting: list = []

    def next(self, original_share: float) -> Batch:
        """original_share: the share of places that comes from the original verse."""
        if not self.waiting:
            self.refill(original_share)
        return self.waiting.pop()

    def refill(self, original_share: float):
        self.waiting = batches_of(self.examples(original_share, self.budget * self.pool), self.budget)
        self.random.shuffle(self.waiting)

    def examples(self, original_share: float, places: float) -> list:
        """Examples of about `places` places in all."""
        examples, wanted = [], {True: original_share, False: 1 - original_share}
        room = {kind: share * places for kind, share in wanted.items()}
        # Evenly spread levels (a random shift of a regular grid) rather than independent ones: less variance.
        shift, golden = self.random.random(), 0.6180339887498949
        for kind, windows in ((True, self.original), (False, self.old)):
            while room[kind] > 0:
                window = windows.draw(self.random)
                level = LOWEST + (1 - LOWEST) * ((shift + golden * len(examples)) % 1)
                masked = draw_mask(window.canvas, self.random, level)
                if not learnable(window.canvas)[masked].any():
                    continue
                example = hide(window, masked)
                room[kind] -= len(example.tokens)
                examples.append(example)
        return examples
