"""A poem survives its canvas, and what the model reads keeps the contract."""

import numpy as np
import pytest

from training.canvas import fits, lay, read, sequence
from training.lexicon import MASK, PAD
from training.masks import draw_mask
from training.rhyme import rhyme_groups


@pytest.mark.parametrize("seed", range(20))
def test_a_poem_comes_back_from_its_canvas_word_for_word(seed):
    random = np.random.default_rng(seed)
    lines, marks, syllables = [], [], []
    for _ in range(random.integers(1, 20)):
        count = int(random.integers(1, 13))
        lines.append(random.integers(60, 999, count).tolist())
        marks.append(int(random.integers(50, 59)))
        syllables.append(int(random.integers(count, 17)))
    assert read(lay(lines, marks, syllables, [0] * len(lines))) == (lines, marks)


def test_slots_are_numbered_from_the_end_of_the_line():
    canvas = lay([[70, 71]], [51], [4], [1])
    assert canvas.tokens.tolist() == [PAD, PAD, 70, 71, 51]
    assert canvas.features[:, 3].tolist() == [5, 4, 3, 2, 1]
    assert canvas.features[:, 4].tolist() == [4] * 5
    assert canvas.features[:, 5].tolist() == [1] * 5


def test_lines_are_counted_from_both_ends():
    canvas = lay([[70], [71], [72]], [51] * 3, [1] * 3, [0] * 3)
    assert canvas.features[:, 1].tolist() == [1, 1, 2, 2, 3, 3]
    assert canvas.features[:, 2].tolist() == [3, 3, 2, 2, 1, 1]


def test_revealed_pads_leave_the_sequence_and_masked_slots_never_do():
    canvas = lay([[70, 71]], [51], [4], [1])
    masked = np.array([True, False, False, True, False])
    tokens, features, places = sequence([9, 8, 7], canvas, masked, MASK)
    assert tokens.tolist() == [9, 8, 7, MASK, 70, MASK, 51]
    assert features[:, 0].tolist() == list(range(7))
    assert features[:3, 1:].sum() == 0
    assert places.tolist() == [3, 5]


@pytest.mark.parametrize(
    "words, syllables, fine", [(12, 16, True), (13, 16, False), (4, 17, False), (3, 2, False), (0, 3, False)]
)
def test_only_lines_within_the_limits_fit(words, syllables, fine):
    assert fits(words, syllables) == fine


def test_rhyme_groups_are_named_in_order_of_appearance():
    moon, night, sea = frozenset({1}), frozenset({2}), frozenset({3})
    assert rhyme_groups([sea, moon, night, moon, night], [10, 11, 12, 13, 14]) == [0, 1, 2, 1, 2]
    assert rhyme_groups([moon, night], [1, 2]) == [0, 0]
    assert rhyme_groups([moon, night, frozenset(), frozenset()], [1, 2, 9, 9]) == [0, 0, 1, 1]


def test_a_rhyme_too_far_away_is_chance():
    moon, others = frozenset({1}), [frozenset({number}) for number in range(2, 10)]
    assert rhyme_groups([moon, *others, moon], list(range(10))) == [0] * 10


@pytest.mark.parametrize("seed", range(30))
def test_a_mask_always_hides_something(seed):
    random = np.random.default_rng(seed)
    canvas = lay([[70, 71], [72]], [51, 52], [3, 4], [1, 1])
    assert draw_mask(canvas, random, float(random.random() or 1)).any()
