"""What matters at small scale: the same short run again and again, each time with one thing changed.

    python -m training.sweep --work DIR [--steps 320] [--together 2] [--only scratch,deep]

Every run sees the same number of places on one thread (so that a busy machine changes nothing), from the same pack and
seed. Printed is the held-out loss at its end, in nats a hidden slot, half of the slots hidden; with --common also that of
the slots which every vocabulary has (marks, fillings and the commonest words), chosen among these alone. A run that is
finished is not done again. Such runs are a hundredth of what was trained on two cores, and tell a good beginning from a bad
one, not which model is best in the end.
"""

import argparse
import importlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch

from . import batches, beginning, checkpoint, measure, prompts, train
from .canvas import FROM_END, FROM_TOP, GROUP, SLOT, SYLLABLES
from .lexicon import Lexicon
from .measure import RATES
from .packing import Pack
from .pairs import Pairs

STEPS = 320
# Windows of each kind of verse.
HELD_OUT = 64
# A short run has a short warm-up, in which layers that are normed after they are added bear no more than this.
PEAK = 2e-4
HALF = RATES.index(0.5)
# Words of the smallest vocabulary tried; the slots of all runs that hold one of these are compared.
COMMON = 6000


class Variant(NamedTuple):
    """One change. options: of training.train; constants: {"module.NAME": value}; change: called with the work folder."""

    says: str
    options: dict = {}
    constants: dict = {}
    change: Callable = None


def begin_words_alone(then=None):
    """Layers stay noise, and words begin as MiniLM's. then: called with the denoiser and the lexicon when they have."""

    def begin(denoiser, lexicon, model, layers):
        beginning.begin_from_minilm(denoiser, lexicon, model, 0)
        if then:
            then(denoiser, lexicon)

    train.begin_from_minilm = begin


def words_alone(work: Path):
    begin_words_alone()


def neighbours(work: Path):
    """Words begin as the left singular vectors of their pointwise mutual information, scaled as MiniLM's are."""

    def replace(denoiser, lexicon):
        pairs, size = Pairs(work / "pairs.bin"), len(lexicon)
        first, second = np.repeat(np.arange(size), np.diff(pairs.starts.astype(np.int64))), pairs.second.astype(np.int64)
        alike = pairs.values > 0
        places = torch.from_numpy(np.stack([first, second])[:, alike])
        values = torch.from_numpy(pairs.values[alike].astype(np.float32) * pairs.scale)
        matrix = torch.sparse_coo_tensor(places, values, (size, size)).coalesce()
        left, scale, _ = torch.svd_lowrank(matrix, q=denoiser.shape.width, niter=2)
        vectors = left * scale.sqrt()
        # Marks and special tokens have few neighbours or none: they stay as they are.
        known = vectors.norm(dim=1) > 1e-3 * vectors.norm(dim=1).mean()
        with torch.no_grad():
            before = denoiser.words.weight
            vectors = vectors * (before.std() / vectors[known].std())
            denoiser.words.weight.copy_(torch.where(known[:, None], vectors, before))

    begin_words_alone(replace)


def change_prompts(change):
    """Every prompt, of training and of measuring, becomes what `change` makes of it."""
    make = prompts.Prompter.make
    prompts.Prompter.make = lambda self, *arguments, **named: change(make(self, *arguments, **named))


def commonest(lexicon, words: int) -> np.ndarray:
    """bool[vocabulary], whether a token is special, a mark, or among so many commonest words."""
    counts = lexicon.counts.copy()
    counts[: lexicon.first_word] = np.inf
    kept = np.argsort(-counts, kind="stable")[: lexicon.first_word + words]
    chosen = np.zeros(len(lexicon), bool)
    chosen[kept] = True
    return chosen


def keep_words(count: int):
    """A smaller vocabulary: all other words are strangers."""

    def change(work: Path):
        kept = commonest(Lexicon.load(work / "lexicon.json"), count)
        prompts.Prompter.knows = lambda self, word: word < len(kept) and bool(kept[word])

    return change


def hide_features(*columns: int):
    """A canvas that does not tell the denoiser some of what it tells of its slots; masks are drawn as ever."""

    def change(work: Path):
        sequence = batches.sequence

        def told(*arguments):
            tokens, features, places = sequence(*arguments)
            features[:, list(columns)] = 0
            return tokens, features, places

        batches.sequence = told

    return change


def no_vector(work: Path):
    change_prompts(lambda prompt: prompt._replace(vector=np.zeros_like(prompt.vector)))


def no_topic_words(work: Path):
    change_prompts(lambda prompt: prompt._replace(tokens=prompt.tokens[:3]))


VARIANTS = {
    "as it is": Variant("six layers, 384 wide, begun from MiniLM; all that the recipe says"),
    "scratch": Variant("begun from noise", {"scratch": True}),
    "words alone": Variant("words from MiniLM, layers from noise", change=words_alone),
    "neighbours": Variant("words from their neighbours (truncated SVD of pairs.bin), layers from noise", change=neighbours),
    "shallow": Variant("MiniLM's first three layers", {"layers": 3}),
    "deep": Variant("MiniLM's six layers and six of noise above", {"layers": 12}),
    "narrow": Variant("256 wide, from noise", {"width": 256, "heads": 8, "inner": 1024, "scratch": True}),
    "bound": Variant("slots weighed by the diffusion bound, S/k", constants={"batches.LOSS_EXPONENT": 1.0}),
    "mean": Variant("all hidden slots weigh alike", constants={"batches.LOSS_EXPONENT": 0.0}),
    "topic's words not more": Variant("topic words in the poem weigh as others do", constants={"batches.ON_TOPIC": 1.0}),
    "counts alone": Variant(
        "exact counts of masks only, no states of the sampler",
        constants={"masks.EVERYTHING": 0.0, "masks.LINES": 0.0, "masks.ENDS": 0.0, "masks.ONWARD": 0.0},
    ),
    "no vector": Variant("topics by their words alone", change=no_vector),
    "no topic words": Variant("topics by their vector alone", change=no_topic_words),
    "more old": Variant("a tenth of original verse", {"first_share": 0.1, "last_share": 0.1}),
    "more original": Variant("seven tenths of original verse", {"first_share": 0.7, "last_share": 0.7}),
    "12000 words": Variant("the 12,000 commonest words", change=keep_words(12_000)),
    "6000 words": Variant("the 6,000 commonest words", change=keep_words(COMMON)),
    "no guests": Variant("words beyond the vocabulary are never guests", constants={"prompts.GUESTS": 0}),
    "no rhymes": Variant("a canvas without rhyme groups", change=hide_features(GROUP)),
    "no syllables": Variant("a canvas without the lines' syllables", change=hide_features(SYLLABLES)),
    "no slots": Variant("a canvas without the slots' numbers in their lines", change=hide_features(SLOT)),
    "no line numbers": Variant("a canvas without the lines' numbers", change=hide_features(FROM_TOP, FROM_END)),
    "dropout": Variant("dropout .1", {"dropout": 0.1}),
    "slower": Variant("half of the learning rate", {"peak": PEAK / 2}),
    "faster": Variant("four times the learning rate, that of the long runs", {"peak": 4 * PEAK}),
}


def run_name(name: str) -> str:
    return "sweep-" + "".join(letter if letter.isalnum() else "-" for letter in name)


def run_one(name: str, work: Path, steps: int):
    """One variant in this process."""
    variant = VARIANTS[name]
    for path, value in variant.constants.items():
        module, _, constant = path.partition(".")
        setattr(importlib.import_module(f"training.{module}"), constant, value)
    if variant.change:
        variant.change(work)
    plain = {"work": str(work), "name": run_name(name), "steps": steps, "processes": 1, "threads": 1, "device": "cpu"}
    options = {**plain, "peak": PEAK, "report": 1e9, "heldout": HELD_OUT, **variant.options}
    train.train(options)
    folder = work / run_name(name) / "checkpoint"
    end = json.loads((folder / "state.json").read_text())["state"]["curve"][-1]
    end["common"] = common_loss(work, folder, options["heldout"])
    shutil.rmtree(folder)
    (work / run_name(name) / "end.json").write_text(json.dumps(end) + "\n")


@torch.no_grad()
def common_loss(work: Path, folder: Path, count: int) -> float:
    """Held-out loss of the slots that every vocabulary has, half of all slots hidden; both kinds of verse count alike.

    Only the tokens that every vocabulary has may be chosen, so that a larger one does not pay for its other words.
    count: windows of each kind of verse.
    """
    lexicon, pack = Lexicon.load(work / "lexicon.json"), Pack.load(work / "pack")
    denoiser, _ = checkpoint.load_denoiser(folder)
    kept = commonest(lexicon, COMMON)
    kept[lexicon.guests] = False
    kept = np.flatnonzero(kept)
    place_of = np.full(len(lexicon), -1)
    place_of[kept] = np.arange(len(kept))
    means = []
    for original in (True, False):
        examples, _ = measure.masked_examples(measure.heldout_windows(pack, lexicon, original, count), RATES[HALF])
        losses = []
        for batch in batches.batches_of(examples, 3000):
            targets = torch.from_numpy(place_of[batch.targets])
            logits = denoiser(*measure.tensors(batch, "cpu"), ids=torch.from_numpy(kept))
            losses.append(torch.nn.functional.cross_entropy(logits[targets >= 0], targets[targets >= 0], reduction="none"))
        means.append(float(torch.cat(losses).mean()))
    return float(np.mean(means))


def run_all(names: list, work: Path, steps: int, together: int, say=print):
    """Runs what has no result yet, so many at a time."""
    waiting = [name for name in names if not (work / run_name(name) / "end.json").exists()]
    running: list = []
    while waiting or running:
        while waiting and len(running) < together:
            name = waiting.pop(0)
            say(f"{name} …")
            command = [sys.executable, "-m", "training.sweep", "--work", str(work), "--steps", str(steps), "--one", name]
            running.append((name, subprocess.Popen(command, stdout=subprocess.DEVNULL)))
        name, process = running.pop(0)
        if process.wait():
            raise RuntimeError(f"the run {name!r} failed")


YARDSTICKS = {
    "original verse": lambda end: end["original"][HALF],
    "old verse": lambda end: end["old"][HALF],
    "common words": lambda end: end["common"],
}


def table(names: list, work: Path, yardsticks: list) -> str:
    """Markdown: one row a variant, with what it gains (less) or costs (more) against the first."""
    ends = [json.loads((work / run_name(name) / "end.json").read_text()) for name in names]
    rows = [f"| change | {' | '.join(yardsticks)} | minutes |", f"|---|{'--:|' * len(yardsticks)}--:|"]
    for name, end in zip(names, ends):
        losses = []
        for loss_of in (YARDSTICKS[yardstick] for yardstick in yardsticks):
            beside = "" if end is ends[0] else f" ({loss_of(end) - loss_of(ends[0]):+.3f})"
            losses.append(f"{loss_of(end):.3f}{beside}")
        rows.append(f"| {VARIANTS[name].says} | {' | '.join(losses)} | {end['minutes']:.1f} |")
    return "\n".join(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", type=Path, required=True, help="folder with lexicon.json, pairs.bin and pack/")
    parser.add_argument("--steps", type=int, default=STEPS, help="of about a thousand places each")
    parser.add_argument("--together", type=int, default=2, help="runs at the same time, a thread each")
    parser.add_argument("--only", default="", help="some of the variants, with commas; the first is compared with")
    parser.add_argument("--common", action="store_true", help="the loss of common words too")
    parser.add_argument("--one", help="one variant, in this process")
    options = parser.parse_args()
    if options.one:
        return run_one(options.one, options.work, options.steps)
    names = options.only.split(",") if options.only else list(VARIANTS)
    run_all(names, options.work, options.steps, options.together)
    print(table(names, options.work, list(YARDSTICKS) if options.common else list(YARDSTICKS)[:2]))


if __name__ == "__main__":
    main()
