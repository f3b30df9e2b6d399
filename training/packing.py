"""The shelf in the model's terms: lines of token ids with syllables and rhymes, and the runs of lines to draw from.

Words outside the lexicon keep a number of their own (V + place), so that a window can make guests of them.
"""

import json
from pathlib import Path

import numpy as np

from .canvas import fits
from .sounds import estimated_syllables, rhyme_parts, syllable_count

RHYMES = 4  # rhyming sounds kept a word
# A run of lines with more strangers than this is dialect, a list of names or another language.
STRANGERS = 0.15


class Pack:
    """Packed verse by array name.

    words int32[W]; lines int64[L+1]; poems int64[P+1]; marks int32[L] (token ids); syllables int16[L];
    ending int32[L] (last word); rhymes int32[L × 4] (classes of sounds, −1 = none); breaks bool[L];
    runs int64[R × 2] (line ranges); run_poem int32[R]; run_weight float64[R]; form, voice int8[P]; original, heldout bool[P];
    topic_vectors int16[T × 128] (sums, in steps of topics.bin, by word number); rarity float32[T].
    Lists: titles, topics (word numbers a poem), strangers (their spellings).
    """

    def __init__(self, arrays: dict, texts: dict):
        self.__dict__.update(arrays)
        self.__dict__.update(texts)
        self.arrays, self.texts = arrays, texts

    def save(self, folder: Path):
        folder.mkdir(parents=True, exist_ok=True)
        for name, values in self.arrays.items():
            np.save(folder / f"{name}.npy", values)
        (folder / "texts.json").write_text(json.dumps(self.texts))

    @classmethod
    def load(cls, folder: Path) -> "Pack":
        """Memory-mapped, so that several trainers share one copy."""
        arrays = {path.stem: np.load(path, mmap_mode="r") for path in sorted(folder.glob("*.npy"))}
        return cls(arrays, json.loads((folder / "texts.json").read_text()))


def syllable_range(sounds, word: str) -> tuple:
    """(commonest, fewest, most) syllables of a word."""
    counts = [syllable_count(sound) for sound in sounds.of(word)] or [estimated_syllables(word)]
    return counts[0], min(counts), max(counts)


def metred(common: np.ndarray, fewest: np.ndarray, most: np.ndarray) -> np.ndarray:
    """The syllables of a poem's lines: of the sums a line's variants allow, the one its poem prefers.

    "heaven" may count one or two; in a poem of tens the line that can be ten is ten.
    """
    votes = np.bincount(np.minimum(common, 40), minlength=41).astype(float)
    result = common.copy()
    for line in range(len(common)):
        low, high = int(fewest[line]), int(min(most[line], 40))
        if low < high:
            options = np.arange(low, high + 1)
            result[line] = options[np.argmax(votes[options] + 1.5 * (options == common[line]))]
    return result


def valid_runs(fine: np.ndarray, poems: np.ndarray, shortest: int = 2) -> tuple:
    """Runs of consecutive fine lines within one poem: (int64[R × 2], int32[R] poem of each)."""
    runs, owners = [], []
    for poem in range(len(poems) - 1):
        begin = int(poems[poem])
        stop = int(poems[poem + 1])
        rough = [begin - 1, *(begin + np.flatnonzero(~fine[begin:stop])).tolist(), stop]
        for before, after in zip(rough, rough[1:]):
            if after - before - 1 >= shortest:
                runs.append((before + 1, after))
                owners.append(poem)
    return np.array(runs, np.int64).reshape(-1, 2), np.array(owners, np.int32)


def pack(shelf, lexicon, sounds, encoder, say=print) -> Pack:
    """Packs all verse of the shelf, held-out verse included (marked)."""
    spellings = list(shelf.spellings)
    place_of = {word: place for place, word in enumerate(spellings)}
    for words in shelf.titles + shelf.topics:
        for word in words:
            if place_of.setdefault(word, len(spellings)) == len(spellings):
                spellings.append(word)
    strangers, number_of = [], np.zeros(len(spellings), np.int32)
    for place, word in enumerate(spellings):
        number_of[place] = lexicon.index.get(word, len(lexicon) + len(strangers))
        if word not in lexicon.index:
            strangers.append(word)
    vectors = np.zeros((len(lexicon) + len(strangers), encoder.width), np.int16)
    for place, word in enumerate(spellings):
        vectors[number_of[place]] = encoder.total(word)
    say("  topic vectors of all words")

    used = len(shelf.spellings)
    ranges = np.array([syllable_range(sounds, word) for word in shelf.spellings], np.int32).reshape(-1, 3)
    classes: dict = {}
    rhymes_of = np.full((used, RHYMES), -1, np.int32)
    for place, word in enumerate(shelf.spellings):
        parts = sorted({part for sound in sounds.of(word) for part in rhyme_parts(sound)}, key=len, reverse=True)
        for column, part in enumerate(parts[:RHYMES]):
            rhymes_of[place, column] = classes.setdefault(part, len(classes))
    say(f"  {len(classes):,} rhymes")

    sums = np.stack([np.add.reduceat(ranges[shelf.words, column], shelf.lines[:-1]) for column in range(3)])
    syllables = np.zeros(len(shelf.marks), np.int16)
    for poem in range(len(shelf.poems) - 1):
        begin, stop = int(shelf.poems[poem]), int(shelf.poems[poem + 1])
        syllables[begin:stop] = metred(*sums[:, begin:stop])
    length = np.diff(shelf.lines)
    fine = np.array([fits(int(words), int(count)) for words, count in zip(length, syllables)])
    words = number_of[shelf.words]
    runs, owners = valid_runs(fine, shelf.poems)
    stranger = np.concatenate([[0], np.cumsum(words >= len(lexicon))])
    size = shelf.lines[runs[:, 1]] - shelf.lines[runs[:, 0]]
    share = (stranger[shelf.lines[runs[:, 1]]] - stranger[shelf.lines[runs[:, 0]]]) / size
    kept = share <= np.where(shelf.original[owners], 0.5, STRANGERS)
    runs, owners, size = runs[kept], owners[kept], size[kept]
    say(f"  {fine.mean():.1%} of the lines fit the canvas; {len(runs):,} runs, {size.sum():,} words")

    counts = np.bincount(words, minlength=len(vectors)) + 1.0
    original_words = shelf.original[shelf.word_poem]
    modern = np.bincount(words[original_words], minlength=len(vectors)) + 0.2
    frequency = counts / counts.sum() + modern / modern.sum()
    arrays = {
        "words": words, "lines": shelf.lines, "poems": shelf.poems, "marks": np.array(lexicon.marks, np.int32)[shelf.marks],
        "syllables": syllables, "ending": words[shelf.lines[1:] - 1], "rhymes": rhymes_of[shelf.words[shelf.lines[1:] - 1]],
        "breaks": shelf.breaks, "runs": runs, "run_poem": owners, "run_weight": size * shelf.quality[owners].astype(float),
        "form": shelf.form, "voice": shelf.voice, "original": shelf.original, "heldout": shelf.heldout,
        "topic_vectors": vectors, "rarity": -np.log(frequency).astype(np.float32),
    }  # fmt: skip

    def numbers(lists):
        return [[int(number_of[place_of[word]]) for word in words] for words in lists]

    texts = {"titles": numbers(shelf.titles), "topics": numbers(shelf.topics), "strangers": strangers}
    return Pack(arrays, texts)
