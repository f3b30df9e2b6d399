"""The learning rate and the mixture over a run that must end at a given time.

Progress is the share of the wall-clock budget that is used, not of a number of steps: on a machine shared with
others the run still ends well annealed.
"""

import math

WARM_UP = 0.02
FLOOR = 0.01


def learning_rate(peak: float, progress: float) -> float:
    """Linear warm-up, then a cosine down to 1 % of the peak. progress in [0, 1]."""
    if progress < WARM_UP:
        return peak * (0.05 + 0.95 * progress / WARM_UP)
    along = min(1.0, (progress - WARM_UP) / (1 - WARM_UP))
    return peak * (FLOOR + (1 - FLOOR) * 0.5 * (1 + math.cos(math.pi * along)))


def original_share(progress: float, first: float = 0.3, last: float = 0.5) -> float:
    """The share of the original verse in the batches: it rises, since what is seen last is kept best."""
    return first + (last - first) * min(1.0, max(0.0, progress))
