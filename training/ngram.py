"""A baseline that any model must beat: two-sided 3-grams, interpolated Kneser-Ney, over the slots of a line.

For a hidden slot the forward model reads up to two slots on its left, the backward model up to two on its right, as
far as they are revealed. The two are averaged (on held-out verse better than their product over p, 5.1 against 6.0
nats); where neither neighbour is revealed the unigram frequency speaks.
"""

import numpy as np

from .canvas import LIMITS, slot_count
from .lexicon import PAD

EDGE = 1  # before the line's first slot and after its last: the place of <mask>, which never fills a slot


class OneSided:
    """p(w | up to two neighbours on one side). Slots are read in the order given."""

    def __init__(self, rows: np.ndarray, weight: np.ndarray, vocabulary: int):
        """rows int[N × T]: token sequences, EDGE where there is none; weight float[N]."""
        self.vocabulary = vocabulary
        self.size = np.int64(vocabulary)
        first, second, third = (rows[:, column : rows.shape[1] - 2 + column].ravel().astype(np.int64) for column in range(3))
        repeated = np.repeat(weight, rows.shape[1] - 2)
        real = third != EDGE
        first, second, third, repeated = first[real], second[real], third[real], repeated[real]
        self.three = self.table((first * self.size + second) * self.size + third, repeated)
        # Lower orders count different left neighbours, not occurrences (Kneser & Ney 1995).
        pairs = self.three[0] % (self.size * self.size)
        self.two = self.table(pairs, np.ones(len(pairs)))
        singles = self.two[0] % self.size
        counts = np.bincount(singles, minlength=vocabulary) + 0.1
        self.one = counts / counts.sum()

    @staticmethod
    def table(keys, weight):
        unique, inverse = np.unique(keys, return_inverse=True)
        return unique, np.bincount(inverse, weight)

    def row(self, table, context: int, discount: float, below: np.ndarray) -> np.ndarray:
        keys, counts = table
        begin, end = np.searchsorted(keys, [context * self.size, (context + 1) * self.size])
        if begin == end:
            return below
        words, seen = keys[begin:end] % self.size, counts[begin:end]
        taken = np.minimum(seen, discount)
        result = taken.sum() / seen.sum() * below
        result[words] += (seen - taken) / seen.sum()
        return result

    def given(self, far, near) -> np.ndarray:
        """float64[V]; near and far neighbours, None where hidden."""
        if near is None:
            return self.one
        two = self.row(self.two, int(near), 0.75, self.one)
        if far is None:
            return two
        return self.row(self.three, int(far) * int(self.size) + int(near), 0.75, two)


class TwoSided:
    def __init__(self, pack, vocabulary: int, chosen: np.ndarray, original_weight: float = 10.0):
        """chosen: bool[R], the runs to count."""
        lines = np.concatenate([np.arange(begin, stop) for begin, stop in pack.runs[chosen]])
        poems = np.repeat(pack.run_poem[chosen], np.diff(pack.runs[chosen], axis=1)[:, 0])
        weight = np.where(np.asarray(pack.original)[poems], original_weight, 1.0)
        rows = slot_rows(pack, lines, vocabulary)
        self.left = OneSided(rows, weight, vocabulary)
        self.right = OneSided(rows[:, ::-1], weight, vocabulary)
        plain = np.bincount(rows.ravel(), np.repeat(weight, rows.shape[1]), minlength=vocabulary)
        plain[EDGE] = 0
        self.plain = (plain + 0.1) / (plain + 0.1).sum()

    def log_probability(self, canvas, masked: np.ndarray, slot: int) -> float:
        """Log-probability of what truly fills a hidden slot of a canvas."""

        def neighbour(step):
            place = slot + step
            if place < 0 or place >= len(canvas.tokens) or canvas.line[place] != canvas.line[slot]:
                return EDGE
            return None if masked[place] else int(canvas.tokens[place])

        sides = [
            side.given(neighbour(2 * step), neighbour(step))
            for side, step in ((self.left, -1), (self.right, 1))
            if neighbour(step) is not None
        ]
        return float(np.log(np.mean([side[canvas.tokens[slot]] for side in sides or [self.plain]])))


def slot_rows(pack, lines: np.ndarray, vocabulary: int) -> np.ndarray:
    """The slots of lines as the canvas has them, between two EDGEs a side: int32[N × 17]; strangers are <rare> (2)."""
    widest = LIMITS["slots"] + 1
    rows = np.full((len(lines), widest + 4), EDGE, np.int32)
    slots = np.array([slot_count(int(count)) for count in pack.syllables[lines]])
    for column in range(widest):
        # Counted from the end: column 0 is the mark, 1 the last word.
        place = pack.lines[lines + 1] - column
        inside = place >= pack.lines[lines]
        words = np.where(inside & (column > 0), np.asarray(pack.words)[np.where(inside & (column > 0), place, 0)], PAD)
        words = np.where(words >= vocabulary, 2, words)
        values = np.asarray(pack.marks)[lines] if column == 0 else words
        rows[:, widest + 1 - column] = np.where(column < slots, values, EDGE)
    return rows
