"""A training run on a GPU: one process of large batches of one shape, compiled, fed by many that draw examples.

The loop never waits for a number from the GPU except at reports. When the loss leaps (post-norm layers and a high
learning rate may do that), the run goes back to the last good report with half of the rate.
"""

import copy
import json
import os
import queue
import threading
import time
from pathlib import Path

import torch

from . import checkpoint, measure
from .rows import Rows, Sizes, sizes_for
from .schedule import learning_rate
from .supply import Supply

# Nats by which the mean training loss of a report may exceed the best one.
LEAP = 0.5


class Ahead:
    """Copies the next batches to the device while it computes."""

    def __init__(self, supply: Supply, device: str):
        self.supply, self.device = supply, device
        self.ready: queue.Queue = queue.Queue(4)
        threading.Thread(target=self.fill, daemon=True).start()

    def fill(self):
        while True:
            try:
                rows = [torch.from_numpy(values) for values in self.supply.next()]
            except (RuntimeError, EOFError, OSError) as error:
                self.ready.put(error)
                return
            places = int((rows[2] >= 0).sum())
            if self.device == "cuda":
                rows = [values.pin_memory() for values in rows]
            self.ready.put((places, [values.to(self.device, non_blocking=True) for values in rows]))

    def next(self) -> tuple:
        """(places that are not filling, the tensors of Rows)"""
        found = self.ready.get()
        if isinstance(found, Exception):
            raise found
        return found


def rows_loss(denoiser, rows: Rows):
    """The weighted cross-entropy of a batch, a number."""
    logits = denoiser.of_rows(rows)
    losses = torch.nn.functional.cross_entropy(logits.float(), rows.targets, reduction="none")
    return (losses * rows.weights).sum()


class AcceleratedRun:
    """One run. denoiser: to begin from; options: of training.train."""

    def __init__(self, options: dict, denoiser, pack, lexicon, optimiser_of, autocast):
        self.options, self.denoiser, self.autocast = options, denoiser, autocast
        self.device = denoiser.bias.device.type
        self.folder = Path(options["work"]) / options["name"]
        self.flat = checkpoint.flatten(denoiser)
        self.average = self.flat.clone()
        self.optimiser = optimiser_of(denoiser, options)
        self.state = {"elapsed": 0.0, "steps": 0, "places": 0, "curve": []}
        self.scale, self.best = 1.0, float("inf")
        self.kept = (self.flat.clone(), self.average.clone(), copy.deepcopy(self.optimiser.state_dict()))
        self.examples = measure.heldout_examples(pack, lexicon, (True, False), options["heldout"])
        self.loss = torch.compile(rows_loss, dynamic=False) if self.device == "cuda" else rows_loss

    def run(self):
        options = self.options
        sizes: Sizes = sizes_for(options["budget"])
        workers = options["workers"] or max(1, (os.cpu_count() or 2) - 1)
        with Supply(options["work"], options, sizes, workers) as supply:
            self.loop(supply, Ahead(supply, self.device))

    def loop(self, supply: Supply, ahead: Ahead):
        options, state = self.options, self.state
        began = time.monotonic()
        # Compiling takes a minute of the budget; the learning rate's clock starts after it.
        self.gradients(Rows(*ahead.next()[1])).item()
        last_report = time.monotonic()
        prepared = last_report - began
        losses, waited = [], 0.0
        while True:
            elapsed = time.monotonic() - began
            progress = (elapsed - prepared) / (60 * options["minutes"] - prepared)
            if options["steps"]:
                progress = state["steps"] / options["steps"]
            if state["steps"] and (time.monotonic() - last_report > options["report"] or progress >= 1):
                self.report(elapsed, torch.stack(losses).mean().item() if losses else float("nan"), waited)
                last_report, losses, waited = time.monotonic(), [], 0.0
                if progress >= 1:
                    return
            supply.progress.value = min(1.0, progress)
            for group in self.optimiser.param_groups:
                group["lr"] = self.scale * learning_rate(options["peak"], min(1.0, progress))
            asked = time.monotonic()
            places, tensors = ahead.next()
            waited += time.monotonic() - asked
            losses.append(self.step(Rows(*tensors)))
            state["steps"] += 1
            state["places"] += places
            if state["steps"] in (1, 10, 100):
                print(f"step {state['steps']}: loss {losses[-1].item():.3f}, {time.monotonic() - began:.0f} s", flush=True)

    def gradients(self, rows: Rows):
        """Computes the gradients of a batch; returns its loss, still on the device."""
        self.denoiser.train()
        self.optimiser.zero_grad(set_to_none=True)
        with self.autocast():
            loss = self.loss(self.denoiser, rows)
        loss.backward()
        return loss.detach()

    def step(self, rows: Rows):
        """One step; returns its loss, still on the device."""
        loss = self.gradients(rows)
        torch.nn.utils.clip_grad_norm_(self.denoiser.parameters(), 1.0)
        self.optimiser.step()
        with torch.no_grad():
            keep = min(0.998, self.state["steps"] / (self.state["steps"] + 10))
            self.average.mul_(keep).add_(self.flat, alpha=1 - keep)
        return loss

    def report(self, elapsed: float, loss: float, waited: float):
        """Measures the running average, saves, and goes back when the loss has leapt."""
        if not loss < self.best + LEAP:
            self.go_back(loss)
            return
        self.best = min(self.best, loss)
        own = self.flat.clone()
        self.flat.copy_(self.average)
        self.denoiser.eval()
        found = {False: [], True: []}
        with self.autocast():
            for (original, _), examples in self.examples.items():
                found[original].append(round(measure.cross_entropy(self.denoiser, examples, 30000)[0], 4))
        self.flat.copy_(own)
        self.state["elapsed"] = elapsed
        point = {
            "minutes": round(elapsed / 60, 2), "steps": self.state["steps"], "places": self.state["places"],
            "loss": round(loss, 4), "old": found[False], "original": found[True],
        }  # fmt: skip
        self.state["curve"].append(point)
        print(json.dumps({**point, "waited": round(waited, 1)}), flush=True)
        checkpoint.save(self.folder / "checkpoint", self.denoiser.shape, {"average": self.average.cpu().numpy()}, self.state)
        self.kept = (own, self.average.clone(), copy.deepcopy(self.optimiser.state_dict()))

    def go_back(self, loss: float):
        """To the last good report, or the beginning, with half of the learning rate."""
        own, average, optimiser = self.kept
        self.flat.copy_(own)
        self.average.copy_(average)
        self.optimiser.load_state_dict(copy.deepcopy(optimiser))
        self.scale *= 0.5
        print(f"loss {loss:.3f}: back to the last report, at {self.scale} of the learning rate", flush=True)
