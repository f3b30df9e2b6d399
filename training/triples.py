"""triples.bin: how much a word's second neighbour to the left adds to the first (docs/model-format.md).

log p(c|ab) − log p(c|b), interpolated Kneser-Ney, within lines that begin with <pad> and end with their mark. A triple
that was never seen after a context that was costs the context's back-off weight, log γ(ab); after a context that was
never seen the ratio is 1. The sampler weighs whole drawn lines with it.
"""

import struct
from pathlib import Path
from typing import NamedTuple

import numpy as np

from .lexicon import PAD, RARE
from .pairs import PairCounts, kneser_ney, neighbours

MAGIC = 0x54524950


class Triples(NamedTuple):
    """Contexts sorted by (a, b); triples sorted by (context, c).

    first, second int32[C]; backoff float64[C], log γ; starts int64[C+1]; third int32[N]; values float64[N].
    """

    first: np.ndarray
    second: np.ndarray
    backoff: np.ndarray
    starts: np.ndarray
    third: np.ndarray
    values: np.ndarray


def line_triples(tokens, lines, marks, line_weight):
    """All runs of three within lines: (a, b, c, weight) arrays. Arguments as `pairs.neighbours`."""
    weight = np.repeat(line_weight, np.diff(lines))
    starts, ends = lines[:-1], lines[1:]
    first_of_line = np.zeros(len(tokens), bool)
    first_of_line[starts] = True
    before = np.where(first_of_line, PAD, np.concatenate([[PAD], tokens[:-1]]))
    inner = np.ones(len(tokens), bool)
    inner[ends - 1] = False
    inside = np.flatnonzero(inner)
    last = ends - 1
    return (
        np.concatenate([before[inside], before[last]]),
        np.concatenate([tokens[inside], tokens[last]]),
        np.concatenate([tokens[inside + 1], marks]),
        np.concatenate([weight[inside], line_weight]),
    )


def smooth(tokens, lines, marks, line_weight, vocabulary: int) -> Triples:
    """Counts and smooths. Lines of weight 0 and triples with a stranger are left out."""
    first, second, third, weight = line_triples(tokens, lines, marks, line_weight)
    fine = (weight > 0) & (first != RARE) & (second != RARE) & (third != RARE)
    keys = (first[fine].astype(np.int64) * vocabulary + second[fine]) * vocabulary + third[fine]
    unique, inverse, seen = np.unique(keys, return_inverse=True, return_counts=True)
    count = np.bincount(inverse, weight[fine])
    once, twice = (seen == 1).sum(), (seen == 2).sum()
    unit = count[seen == 1].mean() if once else 1.0
    taken = np.minimum(count, unit * (once / (once + 2 * twice) if once else 0.5))
    contexts, begin = np.unique(unique // vocabulary, return_index=True)
    starts = np.concatenate([begin, [len(unique)]])
    total, rest = np.add.reduceat(count, begin), np.add.reduceat(taken, begin)
    backoff = rest / total
    owner = np.repeat(np.arange(len(contexts)), np.diff(starts))
    below = pair_probability(tokens, lines, marks, line_weight, vocabulary, unique % (vocabulary * vocabulary))
    values = np.log((count - taken) / total[owner] / below + backoff[owner])
    return Triples(
        contexts // vocabulary, contexts % vocabulary, np.log(np.maximum(backoff, 1e-9)), starts, unique % vocabulary, values
    )


def pair_probability(tokens, lines, marks, line_weight, vocabulary: int, keys) -> np.ndarray:
    """p(c|b) of the keys b·V + c, by the smoothing of pairs.bin."""
    first, second, weight = neighbours(tokens, lines, marks, line_weight)
    counts = PairCounts.gather(first, second, weight, vocabulary, [RARE])
    seen = PairCounts.gather(first, second, np.sign(weight), vocabulary, [RARE]).count
    values, _, _ = kneser_ney(counts, seen)
    column = np.bincount(counts.second, counts.count, minlength=vocabulary)
    stored = counts.first * vocabulary + counts.second
    place = np.searchsorted(stored, keys)
    return np.exp(values[place]) * column[counts.second[place]] / column.sum()


def keep(triples: Triples, limit: int) -> Triples:
    """The contexts with the most occurrences of distinct words, and at most `limit` triples, the most telling."""
    size = np.diff(triples.starts)
    owner = np.repeat(np.arange(len(size)), size)
    gain = np.abs(triples.values - triples.backoff[owner])
    telling = gain * np.sqrt(size[owner])
    kept = np.ones(len(owner), bool)
    # A context seen with one word alone tells little that its pairs do not.
    kept &= size[owner] > 1
    if kept.sum() > limit:
        kept[kept] = telling[kept] >= np.partition(telling[kept], -limit)[-limit]
    counts = np.bincount(owner[kept], minlength=len(size))
    chosen = counts > 0
    return Triples(
        triples.first[chosen], triples.second[chosen], triples.backoff[chosen],
        np.concatenate([[0], np.cumsum(counts[chosen])]), triples.third[kept], triples.values[kept],
    )  # fmt: skip


def write_triples(path: Path, triples: Triples, vocabulary: int):
    """Writes the file; all values share one scale, the largest magnitude being 127 steps."""
    scale = float(min(12.0, max(np.abs(part).max() for part in (triples.values, triples.backoff)))) / 127

    def steps(part):
        return np.clip(np.rint(part / scale), -127, 127).astype(np.int8).tobytes()

    rows = np.searchsorted(triples.first, np.arange(vocabulary + 1)).astype(np.uint32)
    head = struct.pack("<IIIIf", MAGIC, vocabulary, len(triples.first), len(triples.third), scale)
    body = rows.tobytes() + triples.starts.astype(np.uint32).tobytes()
    words = triples.second.astype(np.uint16).tobytes() + triples.third.astype(np.uint16).tobytes()
    path.write_bytes(head + body + words + steps(triples.backoff) + steps(triples.values))


def build_triples(path: Path, shelf, lexicon, poem_weight, limit: int = 1_200_000, say=print):
    """Counts, smooths and writes the triples of all training verse, each poem with its weight."""
    ids = np.array([lexicon.index.get(word, RARE) for word in shelf.spellings])
    marks = np.array(lexicon.marks)[shelf.marks]
    all_triples = smooth(ids[shelf.words], shelf.lines, marks, poem_weight[shelf.line_poem], len(lexicon))
    best = keep(all_triples, limit)
    say(f"  {len(all_triples.third):,} different triples, {len(best.third):,} kept after {len(best.first):,} contexts")
    write_triples(path, best, len(lexicon))
