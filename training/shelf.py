"""The corpus as arrays: every word a number, every line and poem an offset. Read once, used by all later steps.

Arrays (all in one .npz, lengths W words, L lines, P poems, T spellings):
  words      int32[W]    index of the spelling
  lines      int64[L+1]  where each line begins in words
  marks      int8[L]     end mark, an index into tokens.PUNCTUATION
  breaks     bool[L]     whether a stanza begins here
  poems      int64[P+1]  where each poem begins in lines
  form, voice int8[P]; original, heldout bool[P]; quality float32[P]
  capital, lower int32[T]  how often a spelling stood with and without a capital where that tells a name
Spellings, titles and topics are lists of strings in a .json beside it.
"""

import json
from array import array
from pathlib import Path

import numpy as np

from .corpus import read_corpus
from .tokens import PUNCTUATION, read_line, read_words
from .voices import FORMS, VOICES

# Scots and eye dialect: a poem full of it teaches a class's bot little.
DIALECT = set(
    """sae nae frae tae wi' o' an' wad hae gie mair sic thet ez sez git jest wuz de dat dis dem den wid ain' gwine fer yer
    ter uv ob ov fur hev hed sech ef fust oughter feller ole t' th' i' wha whar gude weel ilka bonie bairn auld lang'
    awa thro' ower aw wur wor aboot noo doon oot mon ye're a' ha' fu' ca' mak tak""".split()
)


def dialect_share(words, lines, poems, spellings) -> np.ndarray:
    """The share of dialect words of each poem, float64[P]."""
    marked = np.array([spelling in DIALECT for spelling in spellings])
    total = np.concatenate([[0], np.cumsum(marked[words])])
    edges = lines[poems]
    return (total[edges[1:]] - total[edges[:-1]]) / np.maximum(np.diff(edges), 1)


class Shelf:
    """The arrays by name, plus `spellings`, `titles`, `topics` (lists of lists of words) and `ids`."""

    def __init__(self, arrays: dict, texts: dict):
        self.__dict__.update(arrays)
        self.__dict__.update(texts)
        self.arrays, self.texts = arrays, texts

    @classmethod
    def load(cls, path: Path) -> "Shelf":
        with np.load(path.with_suffix(".npz")) as stored:
            arrays = {name: stored[name] for name in stored.files}
        return cls(arrays, json.loads(path.with_suffix(".json").read_text()))

    def save(self, path: Path):
        np.savez(path.with_suffix(".npz"), **self.arrays)
        path.with_suffix(".json").write_text(json.dumps(self.texts))

    @property
    def line_poem(self) -> np.ndarray:
        """The poem of each line, int64[L]."""
        return np.repeat(np.arange(len(self.poems) - 1), np.diff(self.poems))

    @property
    def word_poem(self) -> np.ndarray:
        """The poem of each word, int64[W]."""
        return np.repeat(self.line_poem, np.diff(self.lines))


def shelve(folder: Path, sounds, say=print, more: Path = None, often: dict = None) -> Shelf:
    """Reads the corpus folder into a Shelf.

    sounds: decides which spellings are respelt ("wander'd"); anything with `in`. more, often: see corpus.read_corpus.
    """
    index: dict = {}
    words, lines, marks, breaks, poems = array("i"), array("q", [0]), array("b"), array("b"), array("q", [0])
    form, voice, original, heldout, quality = array("b"), array("b"), array("b"), array("b"), array("f")
    capital: dict = {}
    lower: dict = {}
    titles, topics, ids = [], [], []
    for number, poem in enumerate(read_corpus(folder, more, often)):
        for stanza in poem.stanzas:
            first = True
            for text in stanza:
                line = read_line(text, sounds)
                if not line.words:
                    continue
                for word, begins_large in zip(line.words, line.capitals):
                    words.append(index.setdefault(word, len(index)))
                    if begins_large == 1:
                        capital[word] = capital.get(word, 0) + 1
                    elif begins_large == 0:
                        lower[word] = lower.get(word, 0) + 1
                lines.append(len(words))
                marks.append(PUNCTUATION.index(line.mark))
                breaks.append(first)
                first = False
        poems.append(len(marks))
        form.append(FORMS.index(poem.form))
        voice.append(VOICES.index(poem.voice))
        original.append(poem.kind == "original")
        heldout.append(poem.heldout)
        quality.append(poem.quality)
        titles.append(read_words(poem.title, sounds))
        topics.append(read_words(poem.topic, sounds))
        ids.append(poem.id)
        if number % 20000 == 19999:
            say(f"  {number + 1:,} poems, {len(words):,} words")
    spellings = list(index)
    line_offsets, poem_offsets = np.array(lines, np.int64), np.array(poems, np.int64)
    strange = dialect_share(np.array(words, np.int32), line_offsets, poem_offsets, spellings)
    arrays = {
        "words": np.array(words, np.int32), "lines": line_offsets, "marks": np.array(marks, np.int8),
        "breaks": np.array(breaks, bool), "poems": poem_offsets, "form": np.array(form, np.int8),
        "voice": np.array(voice, np.int8), "original": np.array(original, bool), "heldout": np.array(heldout, bool),
        "quality": np.array(quality, np.float32) * np.where(strange > 0.012, 0.1, 1).astype(np.float32),
        "capital": np.array([capital.get(word, 0) for word in spellings], np.int32),
        "lower": np.array([lower.get(word, 0) for word in spellings], np.int32),
    }  # fmt: skip
    return Shelf(arrays, {"spellings": spellings, "titles": titles, "topics": topics, "ids": ids})
