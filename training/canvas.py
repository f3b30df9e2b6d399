"""A poem as a grid of lines × slots, and the sequence that the model reads (docs/model-format.md).

A line of s syllables has min(s, 12) word slots and one end mark. Slots are numbered from the end of the line:
0 the mark, 1 the line-ending word; <pad> fills what is left over on the left.
"""

from typing import NamedTuple

import numpy as np

from .lexicon import PAD

LIMITS = {"lines": 20, "slots": 12, "topicWords": 6, "positions": 320, "rhymeGroups": 12, "syllables": 16}
# Columns of the features.
POSITION, FROM_TOP, FROM_END, SLOT, SYLLABLES, GROUP = range(6)


class Canvas(NamedTuple):
    """All slots of a poem, line by line, each line from left to right."""

    tokens: np.ndarray  # int32 [S]
    features: np.ndarray  # int32 [S × 6]; the position is 0 until the slots are put in a sequence
    line: np.ndarray  # int32 [S]: the line of each slot, from 0


def fits(words: int, syllables: int) -> bool:
    """Whether a line can stand on the canvas."""
    return 0 < words <= LIMITS["slots"] and words <= syllables <= LIMITS["syllables"]


def slot_count(syllables) -> int:
    """Slots of a line, its end mark included."""
    return min(syllables, LIMITS["slots"]) + 1


def lay(lines: list, marks: list, syllables: list, groups: list) -> Canvas:
    """Lays a poem on its canvas.

    lines: lists of token ids; marks: token ids of the end marks; syllables and rhyme groups: one a line.
    """
    tokens, features, of_line = [], [], []
    for number, (words, mark, count, group) in enumerate(zip(lines, marks, syllables, groups)):
        slots = slot_count(count)
        tokens += [PAD] * (slots - 1 - len(words)) + list(words) + [mark]
        top = min(number + 1, LIMITS["lines"])
        end = min(len(lines) - number, LIMITS["lines"])
        features += [(0, top, end, slot, count, group) for slot in range(slots, 0, -1)]
        of_line += [number] * slots
    return Canvas(np.array(tokens, np.int32), np.array(features, np.int32).reshape(-1, 6), np.array(of_line, np.int32))


def read(canvas: Canvas) -> tuple:
    """The reverse of `lay`: lines of token ids without <pad>, and the end marks."""
    lines, marks = [], []
    for number in range(int(canvas.line.max()) + 1 if len(canvas.line) else 0):
        row = canvas.tokens[canvas.line == number]
        lines.append([int(token) for token in row[:-1] if token != PAD])
        marks.append(int(row[-1]))
    return lines, marks


def sequence(prompt: list, canvas: Canvas, masked: np.ndarray, mask_token: int):
    """What the model reads: the prompt, every masked slot, every revealed slot that is not <pad>.

    Returns (tokens int32[L], features int32[L × 6], places of the masked slots in the sequence).
    """
    shown = masked | (canvas.tokens != PAD)
    tokens = np.concatenate([np.array(prompt, np.int32), np.where(masked, mask_token, canvas.tokens)[shown]])
    features = np.zeros((len(tokens), 6), np.int32)
    features[len(prompt) :] = canvas.features[shown]
    features[:, POSITION] = np.arange(len(tokens))
    return tokens.astype(np.int32), features, len(prompt) + np.flatnonzero(masked[shown])
