"""pairs.bin: pointwise mutual information of neighbouring words, interpolated Kneser-Ney (docs/model-format.md).

log p(b|a) − log p(b), over neighbours within a line: word → word, <pad> → first word, last word → end mark.
p(b|a) = max(c(ab) − D, 0)/c(a) + D·types(a)/c(a) · continuation(b), with Ney's D = n1/(n1 + 2·n2)
(Kneser & Ney 1995; Chen & Goodman 1999, eq. 4). For a pair that was never seen the ratio is a product of one
factor for the row and one for the column, so unseen pairs need no storage.
"""

import struct
from pathlib import Path

import numpy as np

from .lexicon import PAD, RARE

MAGIC = 0x50414952


class PairCounts:
    """Weighted counts of pairs: first, second int32[N] sorted by (first, second), count float64[N]."""

    def __init__(self, first, second, count, vocabulary: int):
        self.first, self.second, self.count, self.vocabulary = first, second, count, vocabulary

    @classmethod
    def gather(cls, first, second, weight, vocabulary: int, strangers=()) -> "PairCounts":
        """Adds up equal pairs; pairs with a stranger (a token that stands for no one word) are left out."""
        fine = (weight > 0) & ~np.isin(first, strangers) & ~np.isin(second, strangers)
        keys = first[fine].astype(np.int64) * vocabulary + second[fine]
        unique, inverse = np.unique(keys, return_inverse=True)
        return cls(unique // vocabulary, unique % vocabulary, np.bincount(inverse, weight[fine]), vocabulary)


def neighbours(tokens, lines, marks, line_weight):
    """All neighbouring pairs of a token stream: (first, second, weight) arrays.

    tokens int[W] ids; lines int64[L+1] offsets; marks int[L] token ids of end marks; line_weight float[L].
    """
    starts, ends = lines[:-1], lines[1:]
    weight = np.repeat(line_weight, np.diff(lines))
    inner = np.ones(len(tokens), bool)
    inner[ends - 1] = False
    inside = np.flatnonzero(inner)
    first = np.concatenate([tokens[inside], np.full(len(starts), PAD), tokens[ends - 1]])
    second = np.concatenate([tokens[inside + 1], tokens[starts], marks])
    return first, second, np.concatenate([weight[inside], line_weight, line_weight])


def kneser_ney(counts: PairCounts, occurrences=None):
    """PMI of the stored pairs and the two back-offs.

    occurrences: how often each pair occurred unweighted (for the discount); the weighted counts without it.
    Returns (values float64[N], row float64[V], column float64[V]).
    """
    size = counts.vocabulary
    raw = counts.count if occurrences is None else occurrences
    once, twice = (raw <= 1).sum(), ((raw > 1) & (raw <= 2)).sum()
    discount = once / (once + 2 * twice) if once else 0.5
    # Weighted counts are in units of the average weight of a pair seen once.
    unit = counts.count[raw <= 1].mean() if once else 1.0
    discount = discount * unit
    taken = np.minimum(counts.count, discount)
    row_total = np.bincount(counts.first, counts.count, minlength=size)
    row_taken = np.bincount(counts.first, taken, minlength=size)
    column_total = np.bincount(counts.second, counts.count, minlength=size)
    column_seen = column_total
    total = column_total.sum()
    # Words never seen second get a quarter of a count, so that every logarithm exists.
    column_total = np.maximum(column_total, 0.25 * unit)
    continuation = np.bincount(counts.second, minlength=size) + 0.25
    continuation = continuation / continuation.sum()
    unigram = column_total / total
    row_rest = np.where(row_total > 0, row_taken / np.maximum(row_total, 1e-12), 1.0)
    row = np.log(np.maximum(row_rest, 1e-9))
    # A token that never stands second (a prompt token, a guest) says nothing: zero, not a guess.
    column = np.where(column_seen > 0, np.log(continuation / unigram), 0.0)
    seen = (counts.count - taken) / row_total[counts.first]
    backed = row_rest[counts.first] * continuation[counts.second]
    values = np.log((seen + backed) / unigram[counts.second])
    return values, row, column


def keep_best(counts: PairCounts, values, row, column, limit: int):
    """The `limit` pairs whose value differs most from its back-off, weighed by how often they occur."""
    if len(values) <= limit:
        return np.arange(len(values))
    gain = np.abs(values - row[counts.first] - column[counts.second]) * np.sqrt(counts.count)
    return np.sort(np.argpartition(-gain, limit)[:limit])


def write_pairs(path: Path, counts: PairCounts, values, row, column):
    """Writes the file; all values share one scale, the largest magnitude being 127 steps."""
    scale = float(min(12.0, max(np.abs(part).max() for part in (values, row, column) if len(part)))) / 127
    starts = np.searchsorted(counts.first, np.arange(counts.vocabulary + 1)).astype(np.uint32)

    def steps(part):
        return np.clip(np.rint(part / scale), -127, 127).astype(np.int8).tobytes()

    head = struct.pack("<IIIf", MAGIC, counts.vocabulary, len(values), scale)
    path.write_bytes(
        head + starts.tobytes() + counts.second.astype(np.uint16).tobytes() + steps(values) + steps(row) + steps(column)
    )


class Pairs:
    """Reads pairs.bin. `pmi(a, b)` in nats."""

    def __init__(self, path: Path):
        data = path.read_bytes()
        magic, size, count, self.scale = struct.unpack("<IIIf", data[:16])
        if magic != MAGIC:
            raise ValueError(f"{path} is no pairs.bin")
        place = 16
        self.starts = np.frombuffer(data, np.uint32, size + 1, place)
        place += 4 * (size + 1)
        self.second = np.frombuffer(data, np.uint16, count, place)
        place += 2 * count
        self.values = np.frombuffer(data, np.int8, count, place)
        self.row = np.frombuffer(data, np.int8, size, place + count)
        self.column = np.frombuffer(data, np.int8, size, place + count + size)

    def pmi(self, a: int, b: int) -> float:
        begin, end = int(self.starts[a]), int(self.starts[a + 1])
        place = begin + int(np.searchsorted(self.second[begin:end], b))
        if place < end and self.second[place] == b:
            return self.scale * int(self.values[place])
        return self.scale * (int(self.row[a]) + int(self.column[b]))


def build_pairs(path: Path, shelf, lexicon, poem_weight, limit: int = 1_200_000, say=print):
    """Counts, smooths and writes the pairs of all training verse, each poem with its weight."""
    ids = np.array([lexicon.index.get(word, RARE) for word in shelf.spellings])
    marks = np.array(lexicon.marks)[shelf.marks]
    first, second, weight = neighbours(ids[shelf.words], shelf.lines, marks, poem_weight[shelf.line_poem])
    counts = PairCounts.gather(first, second, weight, len(lexicon), [RARE])
    seen = PairCounts.gather(first, second, np.sign(weight), len(lexicon), [RARE]).count
    values, row, column = kneser_ney(counts, seen)
    kept = keep_best(counts, values, row, column, limit)
    say(f"  {len(values):,} different pairs, {len(kept):,} kept")
    best = PairCounts(counts.first[kept], counts.second[kept], counts.count[kept], counts.vocabulary)
    write_pairs(path, best, values[kept], row, column)
