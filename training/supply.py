"""Batches for a GPU from many processes: each draws windows of its own and packs them into rows."""

import queue
from pathlib import Path

import numpy as np
import torch.multiprocessing as processes

from .batches import Stream
from .lexicon import Lexicon
from .packing import Pack
from .prompts import Prompter
from .rows import Rows, Sizes, pack_rows
from .schedule import original_share
from .windows import Windows


def training_windows(pack: Pack, lexicon: Lexicon) -> list:
    """Windows of the original and of the old verse, held-out poems left out."""
    owner = pack.run_poem
    training = ~np.asarray(pack.heldout)[owner]
    original = np.asarray(pack.original)[owner]
    prompter = Prompter(pack, lexicon)
    return [Windows(pack, lexicon, prompter, training & chosen) for chosen in (original, ~original)]


def draw_rows(stream: Stream, sizes: Sizes, share_of_original):
    """An endless series of Rows. share_of_original: a function, asked anew for each."""
    waiting: list = []
    while True:
        places = sum(len(example.tokens) for example in waiting)
        # A little more than fits, so that the last gaps find something small enough.
        room = 1.15 * sizes.rows * sizes.length - places
        rows, waiting = pack_rows(waiting + stream.examples(share_of_original(), room), sizes)
        yield rows


def supply(number: int, work, options: dict, sizes: Sizes, progress, batches):
    """One process: fills the queue `batches` until it is killed. progress: a shared float in [0, 1]."""
    lexicon, pack = Lexicon.load(Path(work) / "lexicon.json"), Pack.load(Path(work) / "pack")
    stream = Stream(*training_windows(pack, lexicon), options["budget"], options["seed"] * 1000 + number)

    def share_of_original() -> float:
        return original_share(progress.value, options["first_share"], options["last_share"])

    for rows in draw_rows(stream, sizes, share_of_original):
        batches.put(tuple(rows))


class Supply:
    """Processes that make Rows ahead of time. A context: they end with it."""

    def __init__(self, work, options: dict, sizes: Sizes, count: int):
        context = processes.get_context("spawn")
        self.progress = context.Value("d", 0.0)
        self.batches = context.Queue(4 * count)
        self.workers = [
            context.Process(target=supply, args=(number, work, options, sizes, self.progress, self.batches), daemon=True)
            for number in range(count)
        ]

    def __enter__(self):
        for worker in self.workers:
            worker.start()
        return self

    def __exit__(self, *_):
        for worker in self.workers:
            worker.kill()

    def next(self) -> Rows:
        """@raises RuntimeError when a process has died: the others would hide it by being slow"""
        while True:
            try:
                return Rows(*self.batches.get(timeout=20))
            except queue.Empty:
                if not all(worker.is_alive() for worker in self.workers):
                    raise RuntimeError("a process that makes batches has died") from None
