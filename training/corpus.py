"""Reads the corpus: one Poem a row, offensive verse left out, held-out verse marked.

Two kinds of verse: "old" (public-domain books) and "original" (written for this project, modern topics).
"""

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from .offensive import is_offensive
from .voices import FORMS, voice_of_author, voice_of_style

HELDOUT_SHARE = 0.05  # of the original verse, by the hash of the title
DIRTY = re.compile(r"[<>{}|\\~^=]|https?:|www\.|\d{4,}|&c|\[Illustration|Footnote", re.IGNORECASE)
PART = re.compile(r"\s*\((?:part|canto|book)[^)]*\)\s*$", re.IGNORECASE)
# Titles that name no topic.
EMPTY_TITLE = re.compile(
    r"^(?:[ivxlcdm\d\s.:\-—]*|untitled|song|sonnets?|poem|lines|stanzas?|hymn|ode|part .*|canto .*|book .*|ballad|"
    r"fragment|verses|epigram|prologue|epilogue|dedication|preface|to|introduction|chorus|rondeau|rondel|triolet|"
    r"villanelle|number .*|no\..*|chapter .*|act .*|scene .*|act|sonnet [ivxlcdm\d.]+|psalm .*|hymn .*)$",
    re.IGNORECASE,
)


class Poem(NamedTuple):
    id: str
    title: str  # "" where the book gives none that says anything
    topic: str  # as a student would type it; "" for old verse
    form: str
    voice: str
    stanzas: list  # of lists of printed lines
    kind: str  # "old" or "original"
    quality: float  # how often to draw it, 1 = as often as its length says
    heldout: bool


def clean_title(title) -> str:
    """A title without its part number, or "" when it names no topic."""
    title = PART.sub("", title or "").strip()
    return "" if EMPTY_TITLE.match(title) else title


def is_dirty(stanzas: list) -> bool:
    """Rows that are no verse: mark-up, years, shouting, or lines too long to be lines."""
    lines = [line for stanza in stanzas for line in stanza]
    if len(lines) < 2:
        return True
    text = " ".join(lines)
    letters = sum(letter.isalpha() for letter in text)
    capitals = sum(letter.isupper() for letter in text)
    return letters < 20 or capitals > 0.3 * letters or len(DIRTY.findall(text)) > 1 + len(lines) / 40


def heldout_by_title(title: str) -> bool:
    """Whether a poem of the original verse is kept from training."""
    return int(hashlib.sha1(title.encode()).hexdigest()[:8], 16) % 1000 < 1000 * HELDOUT_SHARE


def quality_of(form: str, voice: str, source: str) -> float:
    """Short rhymed forms and well-edited books teach most; long narrative least."""
    weight = {
        "sonnet": 2.0, "quatrains": 1.6, "ballad": 1.2, "couplets": 0.8, "nursery": 3.0, "limerick": 4.0, "hymn": 1.0,
        "blank-verse": 0.35, "free-verse": 0.8, "ode": 0.6, "other": 0.6,
    }.get(form, 1.0)  # fmt: skip
    if source.startswith("standardebooks"):
        weight *= 1.6 if form != "blank-verse" else 0.8
    if "dante" in source or "don-juan" in source:
        weight *= 0.3
    weight *= {
        "traditional": 0.55, "dickinson": 5.0, "whitman": 1.5, "nonsense": 1.6, "nursery": 1.5, "georgian": 1.4,
        "imagist": 1.2, "augustan": 0.5, "elizabethan": 1.1, "romantic": 1.0,
    }.get(voice, 0.9)  # fmt: skip
    return weight


def open_text(path: Path):
    """A text file to read, packed by gzip or not."""
    return gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else open(path, encoding="utf-8")


def read_old(folder: Path) -> Iterator[Poem]:
    for path in sorted(folder.glob("verse*.jsonl.gz")):
        with open_text(path) as rows:
            for row in map(json.loads, rows):
                if is_dirty(row["stanzas"]):
                    continue
                title = clean_title(row["title"])
                if is_offensive(title + " " + " ".join(line for stanza in row["stanzas"] for line in stanza)):
                    continue
                form = row["form"] if row["form"] in FORMS else "other"
                voice = voice_of_author(row["author"], row["source"], form)
                yield Poem(
                    row["id"], title, "", form, voice, row["stanzas"], "old",
                    quality_of(form, voice, row["source"]), "heldout" in path.name,
                )  # fmt: skip


def read_original(folder: Path, more: Path = None, often: dict = None) -> Iterator[Poem]:
    """The corpus's own modern verse, and that of a second folder of *.jsonl or *.jsonl.gz files where one is given.

    often: how many times as often as their length says the poems of a file are drawn, by the file's name without ending.
    @raises ValueError when `often` names a file that is not there
    """
    paths = sorted([*(folder / "original").glob("*.jsonl"), *(more.glob("*.jsonl*") if more else ())])
    if strangers := set(often or {}) - {path.name.partition(".")[0] for path in paths}:
        raise ValueError(f"no file of original verse is called {' or '.join(sorted(strangers))}")
    for path in paths:
        name = path.name.partition(".")[0]
        with open_text(path) as rows:
            for number, row in enumerate(map(json.loads, rows)):
                text = " ".join(line for stanza in row["stanzas"] for line in stanza)
                if is_offensive(text):
                    continue
                form = row["form"] if row["form"] in FORMS else "other"
                stanzas = row["stanzas"]
                if row["style"] == "riddle":
                    # The bracketed answer is no line of the poem.
                    stanzas = [[line for line in stanza if not line.startswith(("(", "["))] for stanza in stanzas]
                yield Poem(
                    f"original:{name}-{number}", row["title"], row["topic"], form,
                    row.get("voice") or voice_of_style(row["style"], text), stanzas, "original", (often or {}).get(name, 1.0),
                    heldout_by_title(row["title"]),
                )  # fmt: skip


def read_corpus(folder: Path, more: Path = None, often: dict = None) -> Iterator[Poem]:
    """All poems that are fit to learn from or to measure on. more, often: of further original verse, see read_original."""
    yield from read_original(folder, more, often)
    yield from read_old(folder)
