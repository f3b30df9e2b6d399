"""How printed lines become words."""

import json
from pathlib import Path

import pytest

from training.offensive import is_blocked, is_offensive
from training.tokens import end_mark, read_line


@pytest.mark.parametrize(
    "text, words, mark",
    [
        ("'Tis the star-lit night;", ["'tis", "the", "star", "lit", "night"], ";"),
        ("“Come in,” she said—", ["come", "in", "she", "said"], "—"),
        ("He cried, 'O rose!'", ["he", "cried", "o", "rose"], "!"),
        ("Past the bards' fields we go ...", ["past", "the", "bards'", "fields", "we", "go"], "..."),
        ("Café—naïve", ["cafe", "naive"], "<none>"),
        ("To-day I'm singin'", ["today", "i'm", "singin'"], "<none>"),
        ("Tho' thro' the wood", ["though", "through", "the", "wood"], "<none>"),
    ],
)
def test_a_line_is_its_words_and_its_end_mark(text, words, mark):
    line = read_line(text)
    assert line.words == words
    assert line.mark == mark


def test_the_old_ed_is_spelt_out_only_where_the_verb_is_known():
    known = {"wandered", "loved", "cried"}
    assert read_line("wander'd lov'd cry'd he'd zorb'd", known).words == ["wandered", "loved", "cried", "he'd", "zorb'd"]


def test_the_end_mark_is_found_behind_quotes_and_brackets():
    assert end_mark('"(Is it so?)"') == "?"
    assert end_mark("and so…") == "..."
    assert end_mark("wait --") == "—"


def test_capitals_count_only_within_a_sentence():
    assert read_line("The cat met Tom. He ran").capitals == [-1, 0, 0, 1, -1, 0]


def test_offensive_poems_are_known_by_whole_words():
    assert is_offensive("a poem with SHIT in it")
    assert not is_offensive("the cockerel sang in Massachusetts for a farthing, through a chink")
    assert is_blocked("damn") and is_blocked("bastard")
    assert not is_blocked("cockerel") and not is_blocked("night")


def test_the_bot_reads_lines_alike():
    """The twin of this reader is src/poetics/tokenise.ts; both must agree on the same examples."""
    fixture = Path(__file__).parents[2] / "test" / "fixtures" / "lines.json"
    if not fixture.exists():
        pytest.skip("only the training side is here")
    examples = json.loads(fixture.read_text(encoding="utf-8"))
    known = set(examples["known"])
    for example in examples["lines"]:
        line = read_line(example["text"], known)
        assert (line.words, line.mark) == (example["words"], example["mark"]), example["text"]
