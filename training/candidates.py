"""Training against a part of the vocabulary: the commonest words always, the rest by lot.

The projection onto 18,000 words is a third of a training step, yet most of its columns are rare words of which
hardly any matters to a given slot. The normaliser is the sum over all common words and all targets of the batch,
exactly, plus an unbiased estimate of the rest from a uniform sample (each sampled word stands for several).
Measuring and generating use all words.
"""

import numpy as np


class Candidates:
    """Chooses the words a batch is trained against.

    common: the first ids, always taken (ids follow frequency); sampled: how many of the rest are drawn.
    """

    def __init__(self, vocabulary: int, common: int = 2500, sampled: int = 900):
        self.vocabulary, self.common, self.sampled = vocabulary, min(common, vocabulary), sampled

    def choose(self, targets: np.ndarray, random) -> tuple:
        """(ids int64[C], log-weights float32[C], places of the targets among the ids int64[M])."""
        rare = np.unique(targets[targets >= self.common])
        pool = np.setdiff1d(np.arange(self.common, self.vocabulary), rare, assume_unique=True)
        drawn = random.choice(pool, min(self.sampled, len(pool)), replace=False) if len(pool) else pool
        ids = np.concatenate([np.arange(self.common), rare, drawn]).astype(np.int64)
        weights = np.zeros(len(ids), np.float32)
        if len(drawn):
            weights[-len(drawn) :] = np.log(len(pool) / len(drawn))
        places = np.where(targets < self.common, targets, self.common + np.searchsorted(rare, targets))
        return ids, weights, places.astype(np.int64)
