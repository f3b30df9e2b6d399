"""What is read from the corpus, and what is kept of it."""

import gzip
import json

import numpy as np
import pytest

from training.corpus import clean_title, heldout_by_title, is_dirty, read_corpus
from training.lexicon import BLOCKED, CAPITAL, PAD, special_tokens
from training.prompts import Prompter
from training.rhyme import rhyme_groups
from training.shelf import Shelf
from training.topics import TopicEncoder
from training.voices import voice_of_author, voice_of_style
from training.windows import Windows


def test_both_kinds_of_verse_are_read_and_some_is_held_out(corpus):
    poems = list(read_corpus(corpus))
    assert {poem.kind for poem in poems} == {"old", "original"}
    assert [poem.heldout for poem in poems if poem.kind == "old"].count(True) == 1
    assert all(poem.heldout == heldout_by_title(poem.title) for poem in poems if poem.kind == "original")


def test_about_a_twentieth_of_titles_is_held_out():
    assert 0.03 < np.mean([heldout_by_title(f"Poem {number}") for number in range(4000)]) < 0.07


def test_offensive_poems_do_not_get_in(corpus, tmp_path):
    (tmp_path / "original").mkdir()
    row = {"form": "haiku", "style": "haiku", "topic": "x", "title": "x", "stanzas": [["What a bastard", "of a day"]]}
    (tmp_path / "original" / "a.jsonl").write_text(json.dumps(row) + "\n")
    assert list(read_corpus(tmp_path)) == []


def test_a_further_folder_may_be_packed(corpus, tmp_path):
    row = {"form": "haiku", "style": "haiku", "topic": "x", "title": "Packed", "stanzas": [["one green frog", "looks up"]]}
    with gzip.open(tmp_path / "more.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps({**row, "title": "Packed away", "stanzas": [["one green frog looks up", "and waits"]]}) + "\n")
    (tmp_path / "plain.jsonl").write_text(json.dumps(row) + "\n")
    titles = {poem.title: poem.id for poem in read_corpus(corpus, tmp_path)}
    assert titles["Packed away"] == "original:more-0" and titles["Packed"] == "original:plain-0"


def test_a_file_may_be_drawn_more_often(tmp_path):
    (tmp_path / "original").mkdir()
    (tmp_path / "more").mkdir()
    row = {"form": "haiku", "style": "haiku", "topic": "x", "title": "x", "stanzas": [["one green frog", "looks up"]]}
    for path in ("original/a.jsonl", "more/plain.jsonl", "more/plainer.jsonl"):
        (tmp_path / path).write_text(json.dumps(row) + "\n")
    often = {poem.id: poem.quality for poem in read_corpus(tmp_path, tmp_path / "more", {"plain": 10.0})}
    assert often == {"original:a-0": 1.0, "original:plain-0": 10.0, "original:plainer-0": 1.0}
    with pytest.raises(ValueError, match="plane"):
        list(read_corpus(tmp_path, tmp_path / "more", {"plane": 10.0}))


def test_a_row_may_name_its_voice(tmp_path):
    (tmp_path / "original").mkdir()
    rows = [
        {"form": "ballad", "style": "ballad", "topic": "x", "title": "x", "stanzas": [["A bee", "and thee"]], **voice}
        for voice in ({}, {"voice": "dickinson"})
    ]
    (tmp_path / "original" / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert [poem.voice for poem in read_corpus(tmp_path)] == ["plain", "dickinson"]


@pytest.mark.parametrize("title, clean", [("Sonnet XVIII", ""), ("XII", ""), ("The Sea (part 3)", "The Sea"), (None, "")])
def test_titles_that_name_no_topic_are_dropped(title, clean):
    assert clean_title(title) == clean


def test_rows_that_are_no_verse_are_dirty():
    assert is_dirty([["one line only"]])
    assert is_dirty([["ALL THIS IS SHOUTED AND", "SO IS THIS LINE OF IT"]])
    assert not is_dirty([["The sea came in", "beneath the moon"]])


def test_authors_and_styles_have_voices():
    assert voice_of_author("James Russell Lowell", "gutenberg:1", "other") == "victorian"
    assert voice_of_author("Amy Lowell", "gutenberg:1", "other") == "imagist"
    assert voice_of_author("Nobody Known", "gutenberg:1", "other") == "traditional"
    assert voice_of_author(None, "GITenberg/A-Nonsense-Anthology", "other") == "nonsense"
    assert voice_of_style("Shakespearean sonnet", "O thou whose thy and thine") == "elizabethan"
    assert voice_of_style("Shakespearean sonnet", "My phone is here") == "modern"
    assert voice_of_style("rap battle", "") == "rap"


def test_special_tokens_come_first_and_in_order(lexicon):
    assert lexicon.spellings[:5] == ["<pad>", "<mask>", "<rare>", "<topic>", "<drop>"]
    assert lexicon.spellings[: lexicon.first_word] == special_tokens()
    assert lexicon.spellings[lexicon.marks[0]] == "<none>"
    assert all(not token[1] for token in lexicon.tokens[: lexicon.first_word])
    assert all(token[1] for token in lexicon.tokens[lexicon.first_word :])


def test_words_are_spelt_and_flagged(lexicon):
    assert "washed" in lexicon.index and "wash'd" not in lexicon.index
    assert "zorblatt" not in lexicon.index
    assert not any(token[3] & BLOCKED for token in lexicon.tokens if token[0] in ("the", "sea", "cat"))
    assert all(token[3] & CAPITAL for token in lexicon.tokens if token[0] in ("i", "i'm"))


def test_every_window_keeps_the_invariants(packed, lexicon, work):
    windows = Windows(packed, lexicon, Prompter(packed, lexicon), np.ones(len(packed.runs), bool))
    random = np.random.default_rng(3)
    shelf = Shelf.load(work / "shelf")
    for _ in range(200):
        window = windows.draw(random)
        canvas = window.canvas
        for number in range(int(canvas.line.max()) + 1):
            row = canvas.tokens[canvas.line == number]
            syllables = int(canvas.features[canvas.line == number][0, 4])
            assert len(row) == min(syllables, 12) + 1
            assert row[-1] in lexicon.marks
            words = row[:-1][row[:-1] != PAD]
            assert 0 < len(words) <= syllables
            # <pad> only on the left.
            assert np.all(row[: len(row) - 1 - len(words)] == PAD)
        assert len(window.prompt.tokens) <= 3 + 6
        assert np.linalg.norm(window.prompt.vector) == pytest.approx(1, abs=1e-5) or not window.prompt.vector.any()
        assert not window.prompt.vector.any() or window.prompt.tokens[2] == lexicon.index["<topic>"]
    assert len(shelf.spellings) > 50


def test_lines_have_the_syllables_of_their_metre(packed):
    counts = set(packed.syllables[packed.poems[-2] : packed.poems[-1]].tolist())
    assert counts <= {7, 8, 9}


def test_rhymes_are_found_by_sound(packed):
    begin = int(packed.poems[0])
    parts = [frozenset(int(sound) for sound in row if sound >= 0) for row in packed.rhymes[begin : begin + 4]]
    assert rhyme_groups(parts, packed.ending[begin : begin + 4].tolist()) == [1, 1, 2, 2]


def test_strangers_become_guests_in_the_prompt_and_the_lines(packed, lexicon):
    prompter = Prompter(packed, lexicon)
    stranger = len(lexicon) + packed.strangers.index("zorblatt")
    prompt = prompter.make(0, np.array([stranger]), np.random.default_rng(0), drop=False, topic=[stranger])
    assert prompt.tokens[3] == lexicon.guests[0]
    assert prompter.token(stranger, prompt.guests) == lexicon.guests[0]


def test_topic_vectors_of_words_add_up_to_the_topics(work):
    encoder = TopicEncoder(work / "topics.bin")
    assert np.array_equal(encoder.total("cat") + encoder.total("sea"), encoder.total("Cat, Séa"))
    assert np.linalg.norm(encoder.encode("cat sea")) == pytest.approx(1, abs=1e-5)
    assert not encoder.encode("…").any()
