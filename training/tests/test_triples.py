"""triples.bin against Kneser and Ney's formula computed by brute force."""

import struct
from collections import Counter, defaultdict

import numpy as np

from training.lexicon import PAD
from training.triples import keep, smooth, write_triples

VOCABULARY = 30
LINES = [[10, 11, 12], [10, 11, 13], [10, 11, 12, 14], [15, 11, 12], [12, 10, 11, 12]]
MARK = 5


def arrays():
    tokens = np.array([token for line in LINES for token in line])
    lines = np.concatenate([[0], np.cumsum([len(line) for line in LINES])])
    return tokens, lines, np.full(len(LINES), MARK), np.ones(len(LINES))


def probability(counts: Counter, discount: float, context, word, below: float) -> float:
    """Interpolated: what was seen, less the discount, and the rest by the lower order."""
    own = {last: count for (*first, last), count in counts.items() if tuple(first) == context}
    total = sum(own.values())
    rest = sum(min(count, discount) for count in own.values()) / total
    return max(own.get(word, 0) - discount, 0) / total + rest * below


def discount(counts: Counter) -> float:
    once, twice = (sum(1 for count in counts.values() if count == number) for number in (1, 2))
    return once / (once + 2 * twice) if once else 0.5


def by_brute_force(first, second, third) -> float:
    padded = [[PAD, *line, MARK] for line in LINES]
    pairs = Counter(pair for line in padded for pair in zip(line, line[1:]))
    triples = Counter(three for line in padded for three in zip(line, line[1:], line[2:]))
    followers = defaultdict(set)
    for a, b in pairs:
        followers[b].add(a)
    continuation = {word: len(followers[word]) + 0.25 for word in range(VOCABULARY)}
    below = probability(pairs, discount(pairs), (second,), third, continuation[third] / sum(continuation.values()))
    return np.log(probability(triples, discount(triples), (first, second), third, below) / below)


def test_every_seen_triple_has_the_value_of_the_formula():
    found = smooth(*arrays(), VOCABULARY)
    for context, (first, second) in enumerate(zip(found.first, found.second)):
        for place in range(found.starts[context], found.starts[context + 1]):
            third = int(found.third[place])
            assert np.isclose(found.values[place], by_brute_force(int(first), int(second), third), atol=1e-6)


def test_an_unseen_triple_costs_the_back_off_of_its_context():
    found = smooth(*arrays(), VOCABULARY)
    context = next(at for at, pair in enumerate(zip(found.first, found.second)) if pair == (10, 11))
    assert np.isclose(found.backoff[context], by_brute_force(10, 11, 14), atol=1e-6)


def test_the_file_holds_what_the_page_says(tmp_path):
    found = keep(smooth(*arrays(), VOCABULARY), 4)
    write_triples(tmp_path / "triples.bin", found, VOCABULARY)
    data = (tmp_path / "triples.bin").read_bytes()
    magic, vocabulary, contexts, triples, scale = struct.unpack("<IIIIf", data[:20])
    assert (magic, vocabulary, contexts, triples) == (0x54524950, VOCABULARY, len(found.first), len(found.third))
    assert len(data) == 20 + 4 * (VOCABULARY + 1) + 4 * (contexts + 1) + 2 * contexts + 2 * triples + contexts + triples
    values = np.frombuffer(data[-triples:], np.int8)
    assert np.allclose(values * scale, found.values, atol=scale)
    assert 0 < triples <= 4
