"""What a denoiser's size costs: python -m training.sizes [--threads 2]

How long a sonnet's run takes, at its first step (all slots open) and near its end (an eighth of them), and what the
weights weigh, rounded to bytes. Speed does not depend on what the weights are, so they are noise; what a size is worth is
told by training.sweep. The graphs take turns, so that a busy machine slows all of them alike.
"""

import argparse
import time

import numpy as np

from .canvas import lay, sequence
from .graph import build_graph
from .lexicon import MASK
from .model import Denoiser, Shape
from .session import Session

VOCABULARY = 18_000
SIZES = {
    "256 wide, 6 layers": Shape(VOCABULARY, 256, 6, 8, 1024),
    "384 wide, 3 layers": Shape(VOCABULARY, 384, 3),
    "384 wide, 6 layers": Shape(VOCABULARY, 384, 6),
    "384 wide, 12 layers": Shape(VOCABULARY, 384, 12),
}
# Form, voice, the token of a topic and two of its words; which, does not matter.
PROMPT = [10, 20, 3, 4000, 5000]


def sonnet(wanted: float):
    """(tokens [1 × L], features [1 × L × 6], places) of fourteen lines of ten syllables, a share of their slots masked."""
    random = np.random.default_rng(1)
    lines = [random.integers(1000, VOCABULARY, 8).tolist() for _ in range(14)]
    canvas = lay(lines, [50] * 14, [10] * 14, [1 + number // 2 for number in range(14)])
    masked = random.random(len(canvas.tokens)) < wanted
    tokens, features, places = sequence(PROMPT, canvas, masked, MASK)
    return tokens[None], features[None], places


class Run:
    """One size's graph with its inputs for a share of open slots, and what it has taken so far."""

    def __init__(self, session: Session, topic_width: int, wanted: float):
        tokens, features, places = sonnet(wanted)
        topic = np.zeros((1, topic_width), np.float32)
        self.runtime = session.session
        self.inputs = session.inputs(tokens, features, np.ones_like(tokens), topic, places)
        # All logits are an output for measuring alone.
        self.outputs = [output.name for output in self.runtime.get_outputs() if output.name != "logits"]
        self.taken: list = []

    def go(self):
        began = time.perf_counter()
        self.runtime.run(self.outputs, self.inputs)
        self.taken.append(1000 * (time.perf_counter() - began))


def measure(sizes: dict, threads: int, rounds: int) -> dict:
    """By name: (MiB, fastest ms with all slots open, fastest ms with an eighth of them)."""
    weights, runs = {}, {}
    for name, shape in sizes.items():
        model = build_graph(Denoiser(shape), "int8").SerializeToString()
        session = Session(model, threads)
        weights[name] = len(model) / 2**20
        runs[name] = [Run(session, shape.topic_width, wanted) for wanted in (1.0, 0.125)]
    for _ in range(rounds):
        for pair in runs.values():
            for run in pair:
                run.go()
    return {name: (weights[name], *(min(run.taken) for run in pair)) for name, pair in runs.items()}


def table(found: dict) -> str:
    rows = ["| size | MiB | first step, ms | later step, ms |", "|---|--:|--:|--:|"]
    rows += [f"| {name} | {size:.1f} | {first:.1f} | {later:.1f} |" for name, (size, first, later) in found.items()]
    return "\n".join(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=60)
    options = parser.parse_args()
    print(table(measure(SIZES, options.threads, options.rounds)))


if __name__ == "__main__":
    main()
