"""pairs.bin against Kneser and Ney's formula computed by brute force."""

from collections import Counter
from math import log

import numpy as np
import pytest

from training.lexicon import PAD
from training.pairs import PairCounts, Pairs, keep_best, kneser_ney, neighbours, write_pairs

COMMA, A, B, C, D = 5, 6, 7, 8, 9
LINES = [[A, B, C], [A, B, D], [B, C], [A, C, A, B], [D, A]]
SIZE = 12


def counts_of(lines):
    tokens = np.array([word for line in lines for word in line])
    edges = np.concatenate([[0], np.cumsum([len(line) for line in lines])])
    first, second, weight = neighbours(tokens, edges, np.full(len(lines), COMMA), np.ones(len(lines)))
    return PairCounts.gather(first, second, weight, SIZE)


def brute_force():
    """p(b|a) by the textbook, one pair at a time: {(a, b): pmi} for all seen first words."""
    pairs = Counter()
    for line in LINES:
        whole = [PAD, *line, COMMA]
        pairs.update(zip(whole, whole[1:]))
    once, twice = (sum(count == number for count in pairs.values()) for number in (1, 2))
    discount = once / (once + 2 * twice)
    after = Counter()
    for (_, b), count in pairs.items():
        after[b] += count
    continuation = {b: sum(second == b for _, second in pairs) + 0.25 for b in range(SIZE)}
    types = sum(continuation.values())
    total = sum(pairs.values())
    result = {}
    for a in {first for first, _ in pairs}:
        row = sum(count for (first, _), count in pairs.items() if first == a)
        kinds = sum(first == a for first, _ in pairs)
        for b in {second for _, second in pairs}:
            seen = max(pairs[a, b] - discount, 0) / row
            p = seen + discount * kinds / row * continuation[b] / types
            result[a, b] = log(p) - log(after[b] / total)
    return result


def test_neighbours_run_from_the_pad_to_the_end_mark():
    counts = counts_of([[A, B]])
    assert set(zip(counts.first.tolist(), counts.second.tolist())) == {(PAD, A), (A, B), (B, COMMA)}


def test_values_and_back_offs_match_brute_force(tmp_path):
    counts = counts_of(LINES)
    values, row, column = kneser_ney(counts)
    write_pairs(tmp_path / "pairs.bin", counts, values, row, column)
    stored = Pairs(tmp_path / "pairs.bin")
    for (a, b), expected in brute_force().items():
        assert stored.pmi(a, b) == pytest.approx(expected, abs=1.01 * stored.scale), (a, b)


def test_the_pairs_kept_are_those_the_back_off_gets_most_wrong(tmp_path):
    counts = counts_of(LINES)
    values, row, column = kneser_ney(counts)
    kept = keep_best(counts, values, row, column, 3)
    gain = np.abs(values - row[counts.first] - column[counts.second]) * np.sqrt(counts.count)
    assert len(kept) == 3 and gain[kept].min() >= np.delete(gain, kept).max()
    assert np.all(np.diff(counts.first[kept] * SIZE + counts.second[kept]) > 0)


def test_tokens_that_never_stand_second_say_nothing(tmp_path):
    counts = counts_of(LINES)
    write_pairs(tmp_path / "pairs.bin", counts, *kneser_ney(counts))
    assert Pairs(tmp_path / "pairs.bin").pmi(1, 2) == 0
