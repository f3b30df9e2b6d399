"""commas.bin: where a line wants a comma between two of its words (docs/model-format.md).

The canvas holds words and end marks alone, so what stands within a line is put back when it is printed. The log-odds of
a mark between two neighbours are a sum: one number for the word before, one for the word after (another where a subject
stands further left in the clause already: "she took her bag | we left"), and a correction for pairs that are seen often.
Fitted to the marks of the verse by iterative scaling; the original verse, which points as people do now, counts most.
"""

import re
import struct
from pathlib import Path

import numpy as np

from .corpus import read_corpus
from .lexicon import RARE
from .tokens import DASHES, ELLIPSES, END_MARK, plain_letters, read_words

MAGIC = 0x434F4D41
SCALE = 1 / 16
# A subject that opens a clause: after one, another pronoun seldom goes on without a mark.
SUBJECTS = frozenset(
    """i you he she it we they thou ye i'm i've i'd i'll you're you've you'd you'll he's he'd he'll she's she'd she'll it's
    it'd it'll we're we've we'd we'll they're they've they'd they'll there's there that's who's 'tis 'twas""".split()
)
# How often a row of the old books counts beside one of the original verse, and how many of them are read.
OLD_WEIGHT, OLD_SHARE = 0.15, 0.25
# A pair's own correction: seen so often, and so far from the sum, in nats.
FEWEST, LEAST = 5, 0.6
# Pairs that were never seen pull each number towards zero with so many imagined places.
IMAGINED = 2.0
MARK = re.compile(r"[,;:.!?—]")
SPLIT = re.compile(r"[,;:!?—]|\.(?=\s)|\s\.|\"")


def pieces(line: str) -> list:
    """The words of a line in groups between its inner marks."""
    text = ELLIPSES.sub(" , ", DASHES.sub(" , ", plain_letters(line)))
    text = END_MARK.sub("", text.strip())
    return [words for part in SPLIT.split(text) if (words := read_words(part))]


def places(line: str, index: dict):
    """(token before, token after, whether a subject stands before, whether there is a mark) of each gap of a line."""
    groups = pieces(line)
    subject = subject_before = False
    before = None
    for number, group in enumerate(groups):
        for place, word in enumerate(group):
            token = index.get(word, RARE)
            if before is not None:
                yield before, token, subject_before, int(place == 0 and number > 0)
            if place == 0 and number > 0:
                subject = False
            before, subject_before = token, subject
            subject = subject or word in SUBJECTS


def gather(corpus: Path, lexicon, more: Path = None) -> dict:
    """Weighted counts by (before, after, subject): [places, marks]."""
    counts: dict = {}
    for number, poem in enumerate(read_corpus(corpus, more)):
        original = poem.kind == "original"
        if poem.heldout or not original and number % round(1 / OLD_SHARE):
            continue
        weight = 1.0 if original else OLD_WEIGHT
        for stanza in poem.stanzas:
            for line in stanza:
                for before, after, subject, mark in places(line, lexicon.index):
                    found = counts.setdefault((before, after, subject), [0.0, 0.0])
                    found[0] += weight
                    found[1] += weight * mark
    return counts


def fit(counts: dict, vocabulary: int, rounds: int = 60) -> tuple:
    """(number before float64 [V], numbers after float64 [2 × V], corrections {(before, after): nats})."""
    keys = np.array(list(counts), np.int64).reshape(-1, 3)
    seen, marks = np.array(list(counts.values()), np.float64).reshape(-1, 2).T
    before, after = keys[:, 0], keys[:, 1] + vocabulary * keys[:, 2]
    share = marks.sum() / seen.sum()
    constant = np.log(share / (1 - share))
    left, right = np.full(vocabulary, constant), np.zeros(2 * vocabulary)
    for _ in range(rounds):
        for numbers, ids in ((left, before), (right, after)):
            likely = 1 / (1 + np.exp(-(left[before] + right[after])))
            size = len(numbers)
            expected = np.bincount(ids, seen * likely, size)
            slope = np.bincount(ids, seen * likely * (1 - likely), size)
            gap = np.bincount(ids, marks, size) - expected
            # A Newton step, held back where little is known.
            pull = (numbers - (constant if numbers is left else 0)) * IMAGINED * 0.1
            numbers += np.clip((gap - pull) / (slope + IMAGINED * 0.1), -1, 1)
    likely = 1 / (1 + np.exp(-(left[before] + right[after])))
    pairs: dict = {}
    for (one, other, _), number, found, chance in zip(keys.tolist(), seen, marks, likely):
        sums = pairs.setdefault((one, other), [0.0, 0.0, 0.0])
        sums[0] += number
        sums[1] += found
        sums[2] += number * chance
    corrections = {}
    for pair, (number, found, expected) in pairs.items():
        if number < FEWEST:
            continue
        gain = np.log((found + 0.5) / (number - found + 0.5)) - np.log((expected + 0.5) / (number - expected + 0.5))
        if abs(gain) >= LEAST:
            corrections[pair] = float(gain)
    return left, right, corrections


def write_commas(path: Path, left: np.ndarray, right: np.ndarray, corrections: dict):
    """Writes commas.bin."""
    vocabulary = len(left)

    def steps(values) -> bytes:
        return np.clip(np.rint(np.asarray(values) / SCALE), -127, 127).astype(np.int8).tobytes()

    order = sorted(corrections)
    starts = np.searchsorted([first for first, _ in order], np.arange(vocabulary + 1)).astype(np.uint32)
    body = struct.pack("<IIIf", MAGIC, vocabulary, len(order), SCALE) + starts.tobytes()
    body += np.array([second for _, second in order], np.uint16).tobytes()
    body += steps([corrections[pair] for pair in order]) + steps(left) + steps(right)
    path.write_bytes(body)


def build_commas(path: Path, corpus: Path, lexicon, more: Path = None, say=print):
    """Counts, fits and writes."""
    counts = gather(corpus, lexicon, more)
    left, right, corrections = fit(counts, len(lexicon))
    say(f"  {len(counts):,} different gaps between words, {len(corrections):,} pairs of their own")
    write_commas(path, left, right, corrections)


class Commas:
    """Reads commas.bin; the twin of src/poetics/comma-table.ts."""

    def __init__(self, path: Path):
        data = path.read_bytes()
        magic, self.vocabulary, pairs, self.scale = struct.unpack("<IIIf", data[:16])
        if magic != MAGIC:
            raise ValueError(f"{path} is no commas.bin")
        begin = 16 + 4 * (self.vocabulary + 1)
        self.starts = np.frombuffer(data, np.uint32, self.vocabulary + 1, 16)
        self.seconds = np.frombuffer(data, np.uint16, pairs, begin)
        self.values = np.frombuffer(data, np.int8, pairs, begin + 2 * pairs)
        self.left = np.frombuffer(data, np.int8, self.vocabulary, begin + 3 * pairs)
        self.right = np.frombuffer(data, np.int8, 2 * self.vocabulary, begin + 3 * pairs + self.vocabulary)

    def log_odds(self, before: int, after: int, subject: bool) -> float:
        """Log-odds of a mark between two tokens."""
        total = int(self.left[before]) + int(self.right[after + self.vocabulary * subject])
        low, high = int(self.starts[before]), int(self.starts[before + 1])
        at = low + int(np.searchsorted(self.seconds[low:high], after))
        if at < high and self.seconds[at] == after:
            total += int(self.values[at])
        return self.scale * total
