"""lexicon.json: the tokens of the model, their sounds and counts (docs/model-format.md).

Special tokens first, then the words: every word of the original verse that occurs twice and can be pronounced,
then the commonest of a mix in which the original verse counts many times.
"""

import json
from pathlib import Path

import numpy as np

from .offensive import is_blocked
from .tokens import PUNCTUATION
from .voices import FORMS, VOICES

SPECIAL = ["<pad>", "<mask>", "<rare>", "<topic>", "<drop>"]
PAD, MASK, RARE, TOPIC, DROP = range(5)
GUESTS = 4
NAME, CAPITAL, BLOCKED = 1, 2, 4

# "I" and its kin, and the O of invocations, are always large.
ALWAYS_CAPITAL = {"i", "i'm", "i'll", "i'd", "i've", "o"}
# Short spellings that are words; the dictionaries and the dialects have many more that are not.
SHORT_WORDS = set(
    """a i o o' of to in he my is as on it me by be at so or we no if an up us do go oh ye am ah lo ay ho mr ha ma pa hi ox
    ax eh pi hm""".split()
)
# Printed large even though books also have gods without a capital.
SURE_NAMES = {"god", "lord's", "god's"}
ROMAN = {"ii", "iii", "iv", "vi", "vii", "viii", "ix", "xi", "xii", "xiii", "xiv", "xv", "xvi", "xx", "xxi", "xxx"}
# The languages in which a book may quote; CMUdict's surnames make them look like English.
FOREIGN = {"el", "la", "le", "les", "des", "du", "und", "der", "das", "ist", "il", "et", "est", "qui", "sur", "mon", "que"}
# Eye dialect that CMUdict knows as surnames.
UNWANTED = set(
    """thet ez sez jest wuz hev hed git ter fer ov tuh yuh ole feller fellers sae nae frae tae gie hae wad""".split()
)


class Lexicon:
    """The tokens of lexicon.json, with the ids of special tokens by meaning."""

    def __init__(self, tokens: list):
        self.tokens = tokens
        self.spellings = [token[0] for token in tokens]
        self.index = {spelling: place for place, spelling in enumerate(self.spellings)}
        self.forms = {form: self.index[f"<form:{form}>"] for form in self.named("form")}
        self.voices = {voice: self.index[f"<voice:{voice}>"] for voice in self.named("voice")}
        self.guests = [self.index[f"<guest{number}>"] for number in range(1, GUESTS + 1)]
        self.marks = list(range(self.guests[-1] + 1, self.guests[-1] + 1 + len(PUNCTUATION)))
        self.first_word = self.marks[-1] + 1
        self.blocked = np.array([bool(token[3] & BLOCKED) for token in tokens])
        self.counts = np.array([token[2] for token in tokens], np.float64)

    def __len__(self):
        return len(self.tokens)

    def named(self, kind: str) -> list:
        head = f"<{kind}:"
        return [spelling[len(head) : -1] for spelling in self.spellings if spelling.startswith(head)]

    @classmethod
    def load(cls, path: Path) -> "Lexicon":
        return cls(json.loads(path.read_text(encoding="utf-8"))["tokens"])

    def save(self, path: Path):
        rows = ",\n".join(json.dumps(token, ensure_ascii=False, separators=(",", ":")) for token in self.tokens)
        path.write_text(f'{{"version":1,"tokens":[\n{rows}\n]}}\n', encoding="utf-8")


def special_tokens() -> list:
    """The spellings before the words, in the contract's order."""
    return (
        SPECIAL
        + [f"<form:{form}>" for form in FORMS]
        + [f"<voice:{voice}>" for voice in VOICES]
        + [f"<guest{number}>" for number in range(1, GUESTS + 1)]
        + PUNCTUATION
    )


def word_weights(shelf, original_share: float = 0.4):
    """Weights of the words for choosing and for pairs.

    Returns (weight of each poem, counts of each spelling in the old and in the original verse); held-out verse
    weighs nothing. The original verse makes up `original_share` of the whole.
    """
    length = np.diff(shelf.lines[shelf.poems]).astype(np.float64)
    training = ~shelf.heldout
    weight = np.where(training, np.where(shelf.original, 1.0, np.minimum(shelf.quality, 2.0)), 0.0)
    old = (weight * length)[~shelf.original].sum()
    new = (weight * length)[shelf.original].sum()
    if new > 0 and old > 0:
        weight[shelf.original] *= original_share / (1 - original_share) * old / new
    word_poem = shelf.word_poem
    size = len(shelf.spellings)
    chosen = training[word_poem] & shelf.original[word_poem]
    in_original = np.bincount(shelf.words[chosen], minlength=size)
    chosen = training[word_poem] & ~shelf.original[word_poem]
    in_old = np.bincount(shelf.words[chosen], minlength=size)
    return weight, in_old, in_original


def is_name(capital: int, lower: int, in_original: int) -> bool:
    """Whether a word is mostly printed large within a line. Old verse personifies (Love, Death), so it must be sure."""
    seen = capital + lower
    if seen == 0:
        return False
    share = capital / seen
    return share > (0.75 if in_original >= 2 and seen < 60 else 0.9)


def build_lexicon(shelf, sounds, size: int = 18000, say=print) -> Lexicon:
    """Chooses `size` tokens in all, special ones included."""
    weight, in_old, in_original = word_weights(shelf)
    weighted = np.bincount(shelf.words, weight[shelf.word_poem], minlength=len(shelf.spellings))
    special = special_tokens()
    candidates = []
    for place, word in enumerate(shelf.spellings):
        total = int(in_old[place] + in_original[place])
        if total < 2 or not all(letter.isalpha() or letter == "'" for letter in word):
            continue
        if len(word.strip("'")) <= 2 and word not in SHORT_WORDS or word in ROMAN | FOREIGN | UNWANTED:
            continue
        seen = int(shelf.capital[place]), int(shelf.lower[place])
        name = word in SURE_NAMES or word not in ALWAYS_CAPITAL and is_name(*seen, in_original[place])
        score = weighted[place] / (6 if name and in_original[place] < 2 else 1)
        wanted = in_original[place] >= 2
        candidates.append((not wanted, -score, word, place, name))
    candidates.sort()
    tokens = [[spelling, [], 0, 0] for spelling in special]
    for _, _, word, place, name in candidates:
        if len(tokens) >= size:
            break
        pronunciations = sounds.of(word)
        if not pronunciations:
            continue
        flags = NAME * name | CAPITAL * (word in ALWAYS_CAPITAL) | BLOCKED * is_blocked(word)
        tokens.append([word, pronunciations, int(in_old[place] + in_original[place]), flags])
    counted = shelf.heldout[shelf.line_poem] == 0
    mark_counts = np.bincount(shelf.marks[counted], minlength=len(PUNCTUATION))
    first_mark = special.index(PUNCTUATION[0])
    for number, count in enumerate(mark_counts):
        tokens[first_mark + number][2] = int(count)
    # Common words first: neighbours in the file are then used together, and pairs.bin compresses well.
    words = sorted(tokens[len(special) :], key=lambda token: (-token[2], token[0]))
    lexicon = Lexicon(tokens[: len(special)] + words)
    known = np.array([spelling in lexicon.index for spelling in shelf.spellings])
    for kind, counts in (("old", in_old), ("original", in_original)):
        if counts.sum():
            say(f"  {kind} verse: {counts[known].sum() / counts.sum():.2%} of the words are in the lexicon")
    return lexicon
