"""The prompt of a training example: form, voice and topic, each of them sometimes dropped.

A topic is what a student would type (original verse), a title, or content words of the window itself: from the
last the model learns that the words of its topic belong in the poem.
"""

from typing import NamedTuple

import numpy as np

from .canvas import LIMITS
from .lexicon import DROP, GUESTS, RARE, TOPIC
from .topics import unit

FORM_DROP, VOICE_DROP, TOPIC_DROP, ALL_DROP = 0.12, 0.12, 0.12, 0.1

# Words that name no topic. `content` falls back on the words as they are when nothing else is left.
STOP_WORDS = frozenset(
    """a an the and or but nor so if then than that this these those there here of to in on at by for from with without
    into onto upon over under up down out off o'er as is am are was were be been being do does did done doing have has
    had having will would shall should can could may might must i me my mine myself you your yours yourself he him his
    himself she her hers herself it its itself we us our ours they them their theirs who whom whose which what when
    where why how not no yes all any each every both few more most some such only own same very just too also again ever
    never now yet still about above below between through during before after once because until while against among i'm
    i'll i'd i've it's that's there's he's she's you're you'll we're we'll they're they'll let's don't can't won't
    didn't isn't wasn't couldn't wouldn't doesn't what's who's thee thou thy thine ye hath hast doth dost shalt wilt art
    wert 'tis 'twas ere oft unto nay o oh ah lo like get got one two go goes went come came say said says see make made
    let know though thus many much well away back ''""".split()
)


def stop_tokens(lexicon) -> list:
    """The tokens of those STOP_WORDS that a lexicon has."""
    return [lexicon.index[word] for word in STOP_WORDS if word in lexicon.index]


class Prompt(NamedTuple):
    tokens: list  # token ids
    vector: np.ndarray  # float32 [topicWidth]
    guests: dict  # word number → guest token, to be continued by the lines


class Prompter:
    """Makes prompts for windows of a pack."""

    def __init__(self, pack, lexicon):
        self.pack, self.lexicon = pack, lexicon
        self.forms = [lexicon.forms[form] for form in lexicon.named("form")]
        self.voices = [lexicon.voices[voice] for voice in lexicon.named("voice")]
        self.stop = set(stop_tokens(lexicon))

    def content(self, words: list) -> list:
        """Words that say something, without repeats, in order."""
        kept = [word for word in dict.fromkeys(words) if word not in self.stop]
        return kept or list(dict.fromkeys(words))

    def from_window(self, words: np.ndarray, random, most: int = LIMITS["topicWords"]) -> list:
        """One to six content words of the window, the rare ones more often."""
        candidates = [word for word in dict.fromkeys(words.tolist()) if word not in self.stop]
        if not candidates:
            return []
        count = min(len(candidates), int(random.integers(1, most + 1)))
        weights = np.maximum(self.pack.rarity[candidates] - 4.0, 0.1).astype(np.float64)
        # Names of books' heroes are poor topics for a class, but guests must be learnt too.
        weights[[not self.knows(word) for word in candidates]] *= 0.5
        return random.choice(candidates, count, replace=False, p=weights / weights.sum()).tolist()

    def topic_words(self, poem: int, words: np.ndarray, random) -> tuple:
        """(words for the prompt, words whose vectors are summed)."""
        topic, title = self.pack.topics[poem], self.pack.titles[poem]
        lot = random.random()
        if topic and lot < 0.6:
            spoken = topic if random.random() < 0.15 else self.content(topic)
            # Now and then a word of the poem follows, as a person adds a wish to a topic.
            extra = self.from_window(words, random, 2) if random.random() < 0.25 else []
            return spoken + extra, topic + extra
        if title and lot < (0.7 if topic else 0.3):
            title = title[:12]
            return self.content(title), title
        own = self.from_window(words, random)
        if title and lot > 0.85:
            return self.content(title[:8])[:3] + own[:3], title[:8] + own[:3]
        return own, own

    def make(self, poem: int, words: np.ndarray, random, drop: bool = True, topic=None) -> Prompt:
        """The prompt of one window.

        words: the word numbers of the window; random: a NumPy Generator; drop: whether parts may be dropped;
        topic: word numbers that take the place of a drawn topic (none at all: [] drops it).
        """
        chances = random.random(4) if drop else np.ones(4)
        nothing = chances[3] < ALL_DROP
        form = DROP if nothing or chances[0] < FORM_DROP else self.forms[self.pack.form[poem]]
        voice = DROP if nothing or chances[1] < VOICE_DROP else self.voices[self.pack.voice[poem]]
        width = self.pack.topic_vectors.shape[1]
        if nothing or chances[2] < TOPIC_DROP or topic == []:
            return Prompt([form, voice, DROP], np.zeros(width, np.float32), {})
        spoken, meant = (self.content(topic), topic) if topic else self.topic_words(poem, words, random)
        vector = unit(self.pack.topic_vectors[meant].astype(np.int32).sum(0)) if meant else np.zeros(width, np.float32)
        guests: dict = {}
        spoken = list(dict.fromkeys(spoken))[: LIMITS["topicWords"]]
        tokens = [token for word in spoken if (token := self.token(word, guests)) != RARE]
        return Prompt([form, voice, TOPIC] + tokens, vector, guests)

    def knows(self, word: int) -> bool:
        """Whether a word has a token of its own."""
        return word < len(self.lexicon)

    def token(self, word: int, guests: dict) -> int:
        """The token of a word number; strangers become guests in order of appearance, then <rare>."""
        if self.knows(word):
            return word
        if word not in guests and len(guests) < GUESTS:
            guests[word] = self.lexicon.guests[len(guests)]
        return guests.get(word, RARE)
