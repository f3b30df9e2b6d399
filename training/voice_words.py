"""voices.json: what each voice says more often than the others do (docs/model-format.md).

python -m training.voice_words --model models/verse

Asks the shipped denoiser, on an empty canvas of four lines, for every voice and many topics. A word counts by its mean
log-probability over the topics, so that what a voice says of one thing alone (the props of its poems) drops out, and
what it says of all of them (its manner) stays.
"""

import argparse
import json
from pathlib import Path

import numpy as np

from .canvas import lay, sequence
from .lexicon import DROP, MASK, PAD, RARE, TOPIC, Lexicon
from .release import replace, write_checksums
from .session import Session
from .topics import TopicEncoder

TOPICS = [
    "the sea", "my cat", "exam week", "love", "winter morning", "the city at night", "a walk in the woods", "lunch",
    "my grandmother", "football", "a broken phone", "death", "the moon", "a wedding", "rain", "the market", "sleep",
    "an old house", "the school bus", "a dragon", "friendship", "a garden", "money", "the stars",
]  # fmt: skip
LINES, SYLLABLES = 4, 8
MOST_WORDS = 250
# What is rarer than this in a voice is chance.
LEAST_CHANCE = 3e-5
# Nats by which a word is likelier: from where on it counts, and beyond which it counts no more.
LEAST, MOST = 0.3, 3.0


def mean_logs(session: Session, lexicon: Lexicon, voice: int, topic: tuple) -> np.ndarray:
    """Log of each token's mean probability over the word slots: float64 [V]. topic: (tokens, vector)."""
    nothing = [PAD] * SYLLABLES
    canvas = lay([nothing] * LINES, [PAD] * LINES, [SYLLABLES] * LINES, [1, 2, 1, 2])
    tokens, features, places = sequence([DROP, voice, TOPIC, *topic[0]], canvas, np.ones(len(canvas.tokens), bool), MASK)
    words = places[canvas.features[:, 3] > 1]
    logits = session.scores(tokens[None], features[None], np.ones((1, len(tokens)), np.int32), topic[1][None], words)
    logits = logits.astype(np.float64)
    logits -= logits.max(-1, keepdims=True)
    chances = np.exp(logits)
    return np.log((chances / chances.sum(-1, keepdims=True)).mean(0))


def voice_words(session: Session, lexicon: Lexicon, encoder: TopicEncoder, topics=TOPICS) -> dict:
    """{voice: {spelling: nats}}, the words that tell a voice best first."""
    known = [[lexicon.index.get(word, RARE) for word in topic.split()] for topic in topics]
    prompts = [([word for word in words if word != RARE], encoder.encode(topic)) for words, topic in zip(known, topics)]
    own = {
        voice: np.mean([mean_logs(session, lexicon, token, prompt) for prompt in prompts], 0)
        for voice, token in lexicon.voices.items()
    }
    allowed = (np.arange(len(lexicon)) >= lexicon.first_word) & ~lexicon.blocked
    found = {}
    for voice, logs in own.items():
        others = np.log(np.mean([np.exp(other) for name, other in own.items() if name != voice], 0))
        gains = np.minimum(MOST, logs - others)
        telling = np.flatnonzero(allowed & (logs >= np.log(LEAST_CHANCE)) & (gains >= LEAST))
        telling = sorted(telling, key=lambda word: -np.exp(logs[word]) * gains[word])[:MOST_WORDS]
        found[voice] = {lexicon.spellings[word]: round(float(gains[word]), 2) for word in telling}
    return found


def write_voices(path: Path, found: dict):
    rows = ",\n".join(f"{json.dumps(voice)}:{json.dumps(words, ensure_ascii=False)}" for voice, words in found.items())
    replace(path, f'{{"version":1,"voices":{{\n{rows}\n}}}}\n'.encode())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, default=Path("models/verse"))
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    session = Session(str(options.model / "denoiser.onnx"), options.threads)
    lexicon = Lexicon.load(options.model / "lexicon.json")
    write_voices(options.model / "voices.json", voice_words(session, lexicon, TopicEncoder(options.model / "topics.bin")))
    write_checksums(options.model)


if __name__ == "__main__":
    main()
