"""Words that CMUdict lacks are pronounced by rule."""

import pytest

from training.sounds import estimated_syllables, rhyme_parts, syllable_count


@pytest.mark.parametrize(
    "word, first",
    [
        ("o'er", "AO1 R"),
        ("thou'rt", "DH AW1 R T"),
        ("wand'ring", "W AA1 N D R IH0 NG"),
        ("'tis", "T IH1 Z"),
        ("runneth", "R AH1 N AH0 TH"),
        ("lovest", "L AH1 V AH0 S T"),
        ("crieth", "K R AY1 AH0 TH"),
        ("giv'st", "G IH1 V S T"),
        ("look'd", "L UH1 K T"),
        ("honour'd", "AA1 N ER0 D"),
        ("bards'", "B AA1 R D Z"),
        ("pigeon's", "P IH1 JH AH0 N Z"),
        ("singin'", "S IH1 NG IH0 N"),
        ("colour", "K AH1 L ER0"),
        ("realised", "R IY1 AH0 L AY2 Z D"),
        ("lampshade", "L AE1 M P SH EY2 D"),
        ("unsent", "AH2 N S EH1 N T"),
        ("heav'n", "HH EH1 V N"),
    ],
)
def test_a_rule_pronounces(sounds, word, first):
    assert sounds.of(word)[0] == first


@pytest.mark.parametrize("word", ["zorblatt", "xqz", "'", ""])
def test_no_rule_pronounces_nonsense(sounds, word):
    assert sounds.of(word) == []


def test_every_pronunciation_has_a_syllable(sounds):
    for word in ["hmm", "o'", "th'", "the", "n't", "'s"]:
        assert all(syllable_count(sound) for sound in sounds.of(word))


def test_rhymes_run_from_the_last_stressed_vowel():
    assert rhyme_parts("M UW1 N") == rhyme_parts("T UW1 N") == {"UW N"}
    assert "IY" in rhyme_parts("IH0 T ER1 N AH0 T IY0")
    assert rhyme_parts("S IH1 L V ER0") == {"IH L V ER"}


@pytest.mark.parametrize("word, count", [("gorblin", 2), ("blaze", 1), ("walked", 1), ("wanted", 2), ("hm", 1), ("apple", 2)])
def test_unknown_words_have_their_vowels_counted(word, count):
    assert estimated_syllables(word) == count
