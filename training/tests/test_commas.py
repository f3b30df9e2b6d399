"""Where commas go, learnt from a tiny corpus."""

import numpy as np
import pytest

from training.commas import Commas, build_commas, fit, pieces, places, write_commas


def test_a_line_falls_into_groups_at_its_inner_marks():
    assert pieces("O wild, west wind -- thou breath; of autumn's being.") == [
        ["o", "wild"], ["west", "wind"], ["thou", "breath"], ["of", "autumn's", "being"],
    ]  # fmt: skip
    assert pieces('He said, "Come in!"') == [["he", "said"], ["come", "in"]]


def test_gaps_know_their_mark_and_whether_a_subject_stands_before():
    index = {word: number for number, word in enumerate("x y z she took a bag we left".split())}
    gaps = list(places("She took a bag, we left.", index))
    assert [(mark, subject) for _, _, subject, mark in gaps] == [(0, False), (0, True), (0, True), (1, True), (0, False)]


def test_what_is_fitted_finds_the_marks_again(tmp_path):
    random = np.random.default_rng(3)
    left, right = random.normal(-2, 1, 40), random.normal(0, 1.5, 80)
    counts = {}
    for before in range(40):
        for after in range(40):
            for subject in (False, True):
                chance = 1 / (1 + np.exp(-left[before] - right[after + 40 * subject]))
                counts[before, after, subject] = [50.0, 50 * chance]
    counts[3, 5, False], counts[3, 5, True] = [80.0, 79.0], [80.0, 79.0]
    found = fit(counts, 40)
    assert (3, 5) in found[2] and len(found[2]) < 20
    write_commas(tmp_path / "commas.bin", *found)
    commas = Commas(tmp_path / "commas.bin")
    assert commas.log_odds(3, 5, False) > 2
    for before, after in ((0, 1), (7, 30), (20, 4)):
        for subject in (False, True):
            expected = left[before] + right[after + 40 * subject]
            assert commas.log_odds(before, after, subject) == pytest.approx(expected, abs=0.6)


def test_a_corpus_gives_a_table(corpus, lexicon, tmp_path):
    build_commas(tmp_path / "commas.bin", corpus, lexicon, say=lambda line: None)
    commas = Commas(tmp_path / "commas.bin")
    assert commas.vocabulary == len(lexicon)
    up, the, brown = (lexicon.index[word] for word in ("up", "the", "brown"))
    assert commas.log_odds(up, the, False) > 0, "the cat looked up, the cat looked down"
    assert commas.log_odds(brown, the, False) > commas.log_odds(the, brown, False)
