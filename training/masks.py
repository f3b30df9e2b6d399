"""Which slots of a canvas are hidden in a training example.

Half of the time an exact count k ~ U{1..S} of S slots (less variance than a coin per slot); else the states that the
sampler really meets: nothing known yet, whole lines open among finished ones, line ends settled first, the beginning
settled and the rest open.
"""

import numpy as np

from .canvas import SLOT

EVERYTHING, LINES, ENDS, ONWARD = 0.08, 0.12, 0.12, 0.18  # shares of the special patterns; what is left is an exact count


def exactly(count: int, slots: int, random) -> np.ndarray:
    masked = np.zeros(slots, bool)
    masked[random.permutation(slots)[:count]] = True
    return masked


def draw_mask(canvas, random, level: float) -> np.ndarray:
    """A mask bool[S] with at least one hidden slot.

    level: where in (0, 1] the share of hidden slots lies; passed in so that a batch can spread it evenly.
    """
    slots = len(canvas.tokens)
    lot = random.random()
    if lot < EVERYTHING:
        return np.ones(slots, bool)
    if lot < EVERYTHING + LINES:
        count = int(canvas.line[-1]) + 1
        open_lines = exactly(max(1, int(np.ceil(level * count))), count, random)[canvas.line]
        # Beside the open lines a few more slots, as when doubtful words are drawn again.
        return open_lines | (random.random(slots) < 0.1 * random.random())
    if lot < EVERYTHING + LINES + ENDS:
        at_end = canvas.features[:, SLOT] <= 2
        hidden = random.random(slots) < np.where(at_end, 0.35 * random.random(), 0.5 + 0.5 * level)
        if hidden.any():
            return hidden
    if lot < EVERYTHING + LINES + ENDS + ONWARD:
        hidden = random.random(slots) < onward(canvas.line, random, level)
        if hidden.any():
            return hidden
    return exactly(max(1, int(np.ceil(level * slots))), slots, random)


def onward(line: np.ndarray, random, level: float) -> np.ndarray:
    """The chance of each slot to be hidden in a poem that settles from its beginning on: float [S].

    The edge between settled and open lines is a few lines wide; a few words of settled lines are open again.
    """
    count = int(line[-1]) + 1
    width = 0.3 + 3 * random.random()
    hidden = np.clip((line - (1 - level) * count) / width + 0.5, 0, 1)
    return np.clip(hidden, 0.08 * random.random(), 1 - 0.15 * random.random())
