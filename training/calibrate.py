"""Takes a model's habits back: python -m training.calibrate --work DIR --model models/verse --poems drawn.jsonl

A small model falls back on a few words ("someone", "window") whatever the topic. Words that its own poems say more often
than people's do lose a share of the difference, as log-odds, from the output bias (cf. contextual calibration, Zhao et al.
2021, arXiv 2102.09690). So do all the little words together, when they make up more of its poems than of people's. No word
gains. The poems come from

    npm run -s poem -- --batch requests.jsonl --format jsonl > drawn.jsonl
"""

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper

from .lexicon import Lexicon
from .packing import Pack
from .prompts import STOP_WORDS, stop_tokens
from .release import replace, write_checksums
from .tokens import read_line, read_words

# Poems that must hold a word before it counts as a habit, and how much a word may lose, in nats.
FEWEST, MOST = 5, 1.5
# People's verse that poems are compared with: so much of it modern, as in the batches of the training.
MODERN = 0.6


def drawn_counts(poems: list, lexicon) -> tuple:
    """(poems that hold each word but do not have it in their topic, words in all): float64 [V], float."""
    counts, total = np.zeros(len(lexicon)), 0
    for poem in poems:
        topic = set(read_words(poem["topic"]))
        words = [word for line in poem["text"].split("\n") for word in read_line(line).words]
        total += len(words)
        for word in set(words) - topic:
            if word in lexicon.index:
                counts[lexicon.index[word]] += 1
    return counts, float(total)


def people_rates(pack, vocabulary: int) -> np.ndarray:
    """How often people say each word, as a share of all words, float64 [V]: once a poem for words of sense."""
    owner = np.repeat(np.repeat(np.arange(len(pack.form)), np.diff(pack.poems)), np.diff(pack.lines))
    rates = np.zeros(vocabulary)
    for modern, share in ((True, MODERN), (False, 1 - MODERN)):
        chosen = np.flatnonzero(np.asarray(pack.original)[owner] == modern)
        if len(chosen) == 0:
            continue
        words = np.asarray(pack.words)[chosen].astype(np.int64)
        known = words < vocabulary
        once = np.unique(owner[chosen][known] * vocabulary + words[known]) % vocabulary
        rates += share * np.bincount(once, minlength=vocabulary) / len(words)
    return rates


def habits(counts: np.ndarray, total: float, rates: np.ndarray, lexicon, share: float) -> np.ndarray:
    """Nats that each token loses, float64 [V]: `share` of the log of how much oftener it is drawn than said."""
    expected = rates * total
    excess = np.log((counts + 1) / (expected + 1))
    told = (counts >= FEWEST) & (excess > 0)
    told[: lexicon.first_word] = False
    # The little words hold sentences together; their number is the sampler's business.
    told[stop_tokens(lexicon)] = False
    return np.where(told, np.minimum(MOST, share * excess), 0)


def little_words(poems: list, pack, lexicon) -> tuple:
    """(ids of the little words, how much greater their odds are in drawn poems than in people's verse, as a log, from 0 on)."""
    ids = stop_tokens(lexicon)
    drawn = [word for poem in poems for line in poem["text"].split("\n") for word in read_line(line).words]
    own = np.mean([word in STOP_WORDS for word in drawn])
    people = np.isin(pack.words, ids).mean()
    return ids, max(0.0, float(np.log(own / (1 - own)) - np.log(people / (1 - people))))


def calibrate(work: Path, model: Path, poems: list, share: float = 0.7, say=print) -> np.ndarray:
    """Rewrites model/denoiser.onnx and its checksums. Returns what each token lost."""
    lexicon, pack = Lexicon.load(model / "lexicon.json"), Pack.load(work / "pack")
    counts, total = drawn_counts(poems, lexicon)
    single = habits(counts, total, people_rates(pack, len(lexicon)), lexicon, share)
    lost = single.copy()
    little, excess = little_words(poems, pack, lexicon)
    lost[little] += share * excess
    say(f"  all little words: −{share * excess:.2f} nats")
    graph = onnx.load(str(model / "denoiser.onnx"))
    bias = next(one for one in graph.graph.initializer if one.name == "words.bias")
    bias.CopyFrom(numpy_helper.from_array((numpy_helper.to_array(bias) - lost).astype(np.float32), bias.name))
    replace(model / "denoiser.onnx", graph.SerializeToString())
    write_checksums(model)
    for token in np.argsort(-single)[:20]:
        if single[token] > 0:
            say(f"  {lexicon.spellings[token]}: {counts[token]:.0f} poems of {len(poems)}, −{lost[token]:.2f} nats")
    return lost


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=Path("models/verse"))
    parser.add_argument("--poems", type=Path, required=True, help="JSON lines with topic and text")
    parser.add_argument("--share", type=float, default=0.7)
    options = parser.parse_args()
    rows = [json.loads(line) for line in options.poems.read_text(encoding="utf-8").splitlines()]
    calibrate(options.work, options.model, [row for row in rows if row.get("type") == "poem"], options.share)


if __name__ == "__main__":
    main()
