"""How a printed line becomes words and one end mark.

Words are lower case; hyphens and dashes split; apostrophes stay where they belong to the word and go
where they are quotation marks. The same rules must hold wherever text enters the model.
"""

import re
import unicodedata
from typing import NamedTuple

# The end marks of a line; the order is the order of their tokens (docs/model-format.md).
PUNCTUATION = ["<none>", ",", ";", ":", ".", "!", "?", "—", "..."]

# Words that truly begin with an apostrophe; on any other word it is an opening quote.
ELIDED_FRONT = frozenset(
    """'bout 'cause 'em 'gainst 'gan 'gin 'larum 'lone 'long 'mid 'midst 'mong 'mongst 'neath 'plaining 'prentice
    'round 'scape 'scaped 'til 'till 'tis 'tisn't 'twas 'twasn't 'tween 'twere 'twill 'twixt 'twould""".split()
)

# Words that truly end in an apostrophe although no s stands before it.
ELIDED_BACK = {"o'", "th'", "i'", "wi'", "an'", "t'", "a'", "fu'", "de'il", "ha'", "lo'", "ol'", "mo'", "po'"}

# Spellings that only spare the printer ink: the plain word has the same sound.
RESPELT = {
    "tho'": "though", "altho'": "although", "thro'": "through", "thoro'": "through", "thru": "through",
    "ev'n": "e'en", "shou'd": "should", "wou'd": "would", "cou'd": "could", "dont": "don't",
    "stept": "stepped", "dropt": "dropped", "tost": "tossed", "vext": "vexed", "fixt": "fixed",
    "lookt": "looked", "kist": "kissed",
}  # fmt: skip

# Before 'd these are pronouns and the like ("he'd" = he had), not verbs ("look'd" = looked).
PRONOUNS = {
    "i", "he", "she", "we", "you", "they", "it", "who", "that", "there", "thou", "this", "what", "how", "why",
    "where", "which", "one", "mum", "dad", "nobody", "somebody", "everyone", "someone", "ye",
}  # fmt: skip

DASHES = re.compile(r"—|–|--+")
ELLIPSES = re.compile(r"…|\.\s?\.\s?\.+")
WORD = re.compile(r"'?[a-z0-9]+(?:'[a-z0-9]+)*'?")
END_MARK = re.compile(r"([,;:.!?—]|\.\.\.)[\s\"')\]}*]*$")
JOIN = re.compile(r"\bto-(?:day|night|morrow)\b")


class Line(NamedTuple):
    """A line as the model sees it: its words, its end mark, and which words stood capitalised within it."""

    words: list
    mark: str
    # 1 for a capital where only a name or an "I" would have one, 0 for lower case there, -1 where a capital
    # says nothing (line or sentence beginnings).
    capitals: list


def plain_letters(text: str) -> str:
    """Straight quotes, no accents (café → cafe), ligatures spelt out; case kept."""
    text = text.replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"')
    text = text.replace("æ", "ae").replace("Æ", "Ae").replace("œ", "oe").replace("Œ", "Oe")
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def end_mark(text: str) -> str:
    """The last mark of the line, past closing quotes and brackets, or "<none>"."""
    text = DASHES.sub("—", ELLIPSES.sub("...", text)).rstrip()
    stripped = text.rstrip(" \"')]}*_")
    if stripped.endswith("..."):
        return "..."
    return stripped[-1] if stripped and stripped[-1] in ",;:.!?—" else "<none>"


def respell(word: str, known) -> str:
    """The one spelling under which the model knows a word: "wander'd" → "wandered", "tho'" → "though"."""
    if word in RESPELT:
        return RESPELT[word]
    if word.endswith("'d"):
        stem = word[:-2]
        if stem not in PRONOUNS:
            for whole in (stem + "ed", stem + "d", stem[:-1] + "ied" if stem.endswith("y") else ""):
                if whole and whole in known:
                    return whole
    return word


def read_line(text: str, known=frozenset()) -> Line:
    """Splits one printed line.

    known: words with a pronunciation, which decide whether "wander'd" may be written "wandered".
    """
    mark = end_mark(text)
    text = plain_letters(text)
    text = ELLIPSES.sub(" . ", DASHES.sub(" — ", text))
    lowered = text.lower()
    if "to-" in lowered:
        # Removing the hyphen keeps both strings in step, letter for letter.
        text = JOIN.sub(lambda found: found.group().replace("-", ""), text)
        text = re.sub(r"\bTo-(?=day|night|morrow)", "To", text)
        lowered = text.lower()
    words, capitals = [], []
    quote_open = False
    begins = True
    last = 0
    for found in WORD.finditer(lowered):
        word = found.group()
        if any(stop in text[last : found.start()] for stop in '.!?:"('):
            begins = True
        last = found.end()
        if word[0] == "'" and word not in ELIDED_FRONT and word.rstrip("'") not in ELIDED_FRONT:
            quote_open = True
            word = word[1:]
        if word and word[-1] == "'":
            possessive = word[-2:] == "s'" and not quote_open
            dropped_g = word.endswith("in'") and len(word) > 4
            if not (possessive or dropped_g or word in ELIDED_BACK or word in RESPELT):
                quote_open = False
                word = word[:-1]
        if not word.strip("'"):
            continue
        first = next(letter for letter in text[found.start() : found.end()] if letter != "'")
        words.append(respell(word, known))
        capitals.append(-1 if begins else int(first.isupper()))
        begins = False
    return Line(words, mark, capitals)


def read_words(text: str, known=frozenset()) -> list:
    """Only the words of a text, such as a title or a typed topic."""
    return read_line(text, known).words
