"""Windows: consecutive lines of one poem, laid on a canvas with their prompt."""

from typing import NamedTuple

import numpy as np

from .canvas import Canvas, lay, slot_count
from .lexicon import RARE
from .prompts import Prompt
from .rhyme import rhyme_groups

MOST_LINES = 20
MOST_SLOTS = 230


class Window(NamedTuple):
    canvas: Canvas
    prompt: Prompt
    poem: int


class Windows:
    """Draws windows from runs of a pack.

    chosen: bool[R], which runs to draw from.
    """

    def __init__(self, pack, lexicon, prompter, chosen: np.ndarray):
        self.pack, self.lexicon, self.prompter = pack, lexicon, prompter
        self.runs = np.flatnonzero(chosen)
        weight = np.asarray(pack.run_weight)[self.runs]
        self.cumulative = np.cumsum(weight / weight.sum()) if len(weight) else weight

    def draw(self, random) -> Window:
        """One window, a run as often as its weight says."""
        run = self.runs[min(int(np.searchsorted(self.cumulative, random.random())), len(self.runs) - 1)]
        begin, stop = self.stretch(int(run), random)
        return self.make(int(self.pack.run_poem[run]), begin, stop, random)

    def stretch(self, run: int, random) -> tuple:
        """The lines of a window: the whole run when it fits, else some lines, mostly from a stanza's beginning."""
        first, last = (int(edge) for edge in self.pack.runs[run])
        count = last - first
        whole = count <= MOST_LINES and self.slots(first, last) <= MOST_SLOTS
        if whole and (count <= 5 or random.random() < 0.9):
            return first, last
        wanted = int(random.integers(min(4, count), min(count, 16) + 1))
        begin = int(random.integers(first, last - wanted + 1))
        if random.random() < 0.75:
            stanzas = first + np.flatnonzero(self.pack.breaks[first:last])
            if len(stanzas):
                begin = int(stanzas[np.argmin(np.abs(stanzas - begin))])
        stop = min(begin + wanted, last)
        if random.random() < 0.5:
            # End with a stanza where one ends nearby.
            ends = [line for line in range(stop, min(stop + 3, last) + 1) if line == last or self.pack.breaks[line]]
            stop = min(ends[0] if ends else stop, begin + MOST_LINES)
        while stop - begin > 1 and self.slots(begin, stop) > MOST_SLOTS:
            stop -= 1
        return begin, stop

    def slots(self, begin: int, stop: int) -> int:
        return sum(slot_count(int(count)) for count in self.pack.syllables[begin:stop])

    def make(self, poem: int, begin: int, stop: int, random, drop: bool = True, topic=None) -> Window:
        """Lays the lines begin … stop of a poem. topic: word numbers to use as its topic instead of a drawn one."""
        pack = self.pack
        edges = pack.lines[begin : stop + 1]
        words = np.asarray(pack.words[edges[0] : edges[-1]])
        prompt = self.prompter.make(poem, words, random, drop, topic)
        guests = dict(prompt.guests)
        lines = [
            [self.prompter.token(int(word), guests) for word in pack.words[left:right]] for left, right in zip(edges, edges[1:])
        ]
        parts = [frozenset(int(sound) for sound in row if sound >= 0) for row in pack.rhymes[begin:stop]]
        groups = rhyme_groups(parts, pack.ending[begin:stop].tolist())
        canvas = lay(lines, pack.marks[begin:stop].tolist(), pack.syllables[begin:stop].tolist(), groups)
        return Window(canvas, prompt, poem)


def learnable(canvas: Canvas) -> np.ndarray:
    """Slots that may be asked for: all but those of <rare>, which no one could guess."""
    return canvas.tokens != RARE
