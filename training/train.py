"""Trains the denoiser for a given time: python -m training.train --work DIR --minutes 90

On a CPU, several processes of one thread each beat one process of several threads; each takes its own steps and
all average their parameters every few steps. On a GPU (training/accelerated.py) one process takes large batches, and
the others draw them. Either way bfloat16 where the machine has it, AdamW, a learning rate that follows the clock, and
checkpoints; a CPU's run goes on from its last one.
"""

import argparse
import contextlib
import json
import math
import os
import re
import time
from pathlib import Path

import numpy as np
import torch
import torch.multiprocessing as processes

from . import checkpoint, measure
from .batches import Stream
from .beginning import begin_bias, begin_from_minilm
from .candidates import Candidates
from .lexicon import Lexicon
from .model import Denoiser, Shape
from .packing import Pack
from .schedule import learning_rate, original_share
from .supply import training_windows

DEFAULTS = {
    "minutes": 90.0, "peak": 8e-4, "budget": 1000, "seed": 1, "sync": 8, "report": 240.0, "width": 384, "layers": 6,
    "heads": 12, "inner": 1536, "decay": 0.02, "steps": 0, "scratch": False, "name": "run", "processes": 0,
    "precision": "auto", "heldout": 32, "common": 2500, "sampled": 900, "first_share": 0.3, "last_share": 0.5,
    "begin": "", "dropout": 0.0, "workers": 0, "device": "",
}  # fmt: skip


def torch_version() -> tuple:
    """(2, 15) for 2.15.0+cpu."""
    return tuple(int(number) for number in re.findall(r"\d+", torch.__version__)[:2])


def has_bfloat16() -> bool:
    """Whether this CPU multiplies bfloat16 in hardware (elsewhere it is slower than float32), and torch's norms know it."""
    if torch_version() < (2, 0):
        return False
    cpu = Path("/proc/cpuinfo")
    flags = cpu.read_text() if cpu.exists() else ""
    return "avx512_bf16" in flags or "amx_bf16" in flags


def precision(options: dict, device: str):
    """A context for the forward pass."""
    wanted = options["precision"]
    if wanted == "bfloat16" or wanted == "auto" and (device == "cuda" or has_bfloat16()):
        return torch.autocast(device, dtype=torch.bfloat16)
    return contextlib.nullcontext()


class Shared:
    """What the processes share: one row of parameters each, reports, and a barrier."""

    def __init__(self, ranks: int, size: int):
        self.rows = torch.zeros(ranks, size).share_memory_()
        self.numbers = torch.zeros(ranks, 16, dtype=torch.float64).share_memory_()
        self.stop = torch.zeros(1).share_memory_()
        self.barrier = processes.get_context("spawn").Barrier(ranks) if ranks > 1 else None

    def wait(self):
        if self.barrier:
            self.barrier.wait()


def optimiser_of(flat_model, options: dict):
    """AdamW with β2 .95; norms, biases and embeddings are not decayed."""
    decayed = [parameter for name, parameter in flat_model.named_parameters() if parameter.ndim > 1 and "words" not in name]
    ids = {id(parameter) for parameter in decayed}
    rest = [parameter for parameter in flat_model.parameters() if id(parameter) not in ids]
    groups = [{"params": decayed, "weight_decay": options["decay"]}, {"params": rest, "weight_decay": 0.0}]
    extra = {"fused": True} if torch_version() >= (2, 4) else {}
    return torch.optim.AdamW(groups, lr=1e-4, betas=(0.9, 0.95), eps=1e-8, **extra)


def build(options: dict, lexicon, pack) -> Denoiser:
    """A denoiser that begins from a shipped one (--begin), from MiniLM, or from noise with --scratch or in other sizes."""
    torch.manual_seed(options["seed"])
    if options["begin"]:
        from .reopen import deepened, reopen

        begun = reopen(Path(options["begin"]))
        return deepened(begun, max(options["layers"], begun.shape.layers), options["dropout"])
    shape = Shape(
        len(lexicon), options["width"], options["layers"], options["heads"], options["inner"], pack.topic_vectors.shape[1]
    )
    denoiser = Denoiser(shape, options["dropout"])
    if not options["scratch"] and (shape.width, shape.inner) == (384, 1536):
        from .minilm import MiniLM

        begin_from_minilm(denoiser, lexicon, MiniLM(), min(6, shape.layers))
    begin_bias(denoiser, lexicon, measure.slot_counts(pack, len(lexicon)))
    return denoiser


class Trainer:
    """One process of a run."""

    def __init__(self, rank: int, ranks: int, options: dict, shared: Shared):
        self.rank, self.ranks, self.options, self.shared = rank, ranks, options, shared
        self.device = "cpu"
        work = Path(options["work"])
        self.folder = work / options["name"]
        self.lexicon, self.pack = Lexicon.load(work / "lexicon.json"), Pack.load(work / "pack")
        self.denoiser = build(options, self.lexicon, self.pack).to(self.device)
        self.flat = checkpoint.flatten(self.denoiser)
        self.average = self.flat.clone()
        self.state = {"elapsed": 0.0, "steps": 0, "places": 0, "curve": []}
        if (self.folder / "checkpoint").exists():
            _, arrays, self.state = checkpoint.load(self.folder / "checkpoint")
            self.flat.copy_(torch.from_numpy(arrays["last"].copy()))
            self.average.copy_(torch.from_numpy(arrays["average"].copy()))
        self.optimiser = optimiser_of(self.denoiser, options)
        if "moments" in self.state:
            self.restore_moments(arrays)
        # A resumed run must not draw the same windows again.
        seed = options["seed"] * 1000 + rank + 100_000 * self.state["steps"]
        self.stream = Stream(*training_windows(self.pack, self.lexicon), options["budget"], seed)
        self.candidates = Candidates(len(self.lexicon), options["common"], options["sampled"])
        # Each process measures a part: the kinds of verse are dealt out to the ranks.
        kinds = [kind for number, kind in enumerate((True, False)) if number % ranks == rank]
        self.examples = measure.heldout_examples(self.pack, self.lexicon, kinds, options["heldout"])

    def restore_moments(self, arrays: dict):
        """AdamW's moments from a checkpoint."""
        begin = 0
        for group in self.optimiser.param_groups:
            for parameter in group["params"]:
                size = parameter.numel()
                self.optimiser.state[parameter] = {
                    "step": torch.tensor(float(self.state["moments"])),
                    **{
                        name: torch.from_numpy(arrays[name][begin : begin + size].copy()).view(parameter.shape).to(self.device)
                        for name in ("exp_avg", "exp_avg_sq")
                    },
                }
                begin += size

    def run(self):
        options, state = self.options, self.state
        budget = options["minutes"] * 60
        began = time.monotonic() - state["elapsed"]
        last_report, recent = time.monotonic(), []
        start_steps = state["steps"]
        while True:
            elapsed = time.monotonic() - began
            progress = elapsed / budget
            if options["steps"]:
                progress = (state["steps"]) / options["steps"]
            if state["steps"] % options["sync"] == 0:
                if self.rank == 0:
                    reporting = time.monotonic() - last_report > options["report"] or progress >= 1
                    self.shared.stop[0] = (2 if progress >= 1 else 1) if reporting else 0
                self.synchronise()
                if self.shared.stop[0] > 0:
                    self.report(elapsed, recent)
                    last_report, recent = time.monotonic(), []
                    if self.shared.stop[0] == 2:
                        return
            for group in self.optimiser.param_groups:
                group["lr"] = learning_rate(options["peak"], min(1.0, progress))
            batch = self.stream.next(original_share(progress, options["first_share"], options["last_share"]))
            recent.append(self.step(batch))
            state["steps"] += 1
            state["places"] += int(batch.attention.sum())
            if state["steps"] - start_steps in (1, 10, 50) and self.rank == 0:
                print(f"step {state['steps']}: loss {recent[-1]:.3f}, {elapsed:.0f} s", flush=True)

    def step(self, batch) -> float:
        ids, weights, places = self.candidates.choose(batch.targets, self.stream.random)
        ids, weights, places = (torch.from_numpy(part).to(self.device) for part in (ids, weights, places))
        with precision(self.options, self.device):
            logits = self.denoiser(*measure.tensors(batch, self.device), ids=ids)
            losses = torch.nn.functional.cross_entropy(logits.float() + weights, places, reduction="none")
        loss = (losses * torch.from_numpy(batch.weights).to(self.device)).sum()
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.denoiser.parameters(), 1.0)
        self.optimiser.step()
        return float(loss.detach())

    def synchronise(self):
        """All processes take the mean of their parameters; the running average follows."""
        if self.ranks > 1:
            self.shared.rows[self.rank].copy_(self.flat)
            self.shared.numbers[self.rank, 0] = self.state["places"]
            self.shared.wait()
            torch.mean(self.shared.rows, 0, out=self.flat)
        else:
            self.shared.numbers[0, 0] = self.state["places"]
        if self.rank == 0:
            # Short at first, so that the beginning is soon forgotten.
            syncs = self.state["steps"] / self.options["sync"]
            keep = min(0.97, syncs / (syncs + 10))
            self.average.mul_(keep).add_(self.flat, alpha=1 - keep)
        # No one may overwrite its row before all have read it.
        self.shared.wait()

    def report(self, elapsed: float, recent: list):
        """Measures, prints and saves. All processes take part; the first writes."""
        own = self.flat.clone()
        if self.ranks > 1:
            # Everyone measures the running average, which only the first process keeps.
            if self.rank == 0:
                self.shared.rows[0].copy_(self.average)
            self.shared.wait()
            self.flat.copy_(self.shared.rows[0])
        else:
            self.flat.copy_(self.average)
        with precision(self.options, self.device):
            for (original, rate), examples in self.examples.items():
                place = 1 + 3 * int(original) + measure.RATES.index(rate)
                self.shared.numbers[0, place] = measure.cross_entropy(self.denoiser, examples)[0]
        self.flat.copy_(own)
        self.shared.wait()
        if self.rank == 0:
            numbers = self.shared.numbers[0].tolist()
            self.state["elapsed"] = elapsed
            point = {
                "minutes": round(elapsed / 60, 2), "steps": self.state["steps"],
                "places": int(self.shared.numbers[:, 0].sum()), "loss": round(float(np.mean(recent or [math.nan])), 4),
                "old": [round(value, 4) for value in numbers[1:4]], "original": [round(value, 4) for value in numbers[4:7]],
            }  # fmt: skip
            self.state["curve"].append(point)
            print(json.dumps(point), flush=True)
            self.save()
        self.shared.wait()

    def save(self):
        arrays = {"average": self.average.cpu().numpy(), "last": self.flat.cpu().numpy()}
        moments = [
            self.optimiser.state[parameter]
            for group in self.optimiser.param_groups
            for parameter in group["params"]
            if parameter in self.optimiser.state
        ]
        if moments:
            for name in ("exp_avg", "exp_avg_sq"):
                arrays[name] = np.concatenate([moment[name].detach().cpu().numpy().ravel() for moment in moments])
            self.state["moments"] = float(moments[0]["step"])
        checkpoint.save(self.folder / "checkpoint", self.denoiser.shape, arrays, self.state)


def work_process(rank: int, ranks: int, options: dict, shared: Shared):
    torch.set_num_threads(
        1 if ranks > 1 else int(options.get("threads") or os.environ.get("OMP_NUM_THREADS") or os.cpu_count() or 1)
    )
    Trainer(rank, ranks, options, shared).run()


def accelerate(options: dict, device: str):
    """A run with one process that computes and `workers` that draw: a GPU's, and, to test it, a CPU's."""
    from .accelerated import AcceleratedRun

    torch.set_float32_matmul_precision("high")
    work = Path(options["work"])
    lexicon, pack = Lexicon.load(work / "lexicon.json"), Pack.load(work / "pack")
    denoiser = build(options, lexicon, pack).to(device)
    AcceleratedRun(options, denoiser, pack, lexicon, optimiser_of, lambda: precision(options, device)).run()


def train(options: dict):
    """Runs or resumes a training run. options: see DEFAULTS, and "work", the folder of lexicon.json and pack/."""
    options = {**DEFAULTS, **options}
    device = options["device"] or ("cuda" if torch.cuda.is_available() else "cpu")
    ranks = options["processes"] or (1 if device == "cuda" else os.cpu_count() or 1)
    work = Path(options["work"])
    (work / options["name"]).mkdir(parents=True, exist_ok=True)
    (work / options["name"] / "config.json").write_text(json.dumps({**options, "processes": ranks}, indent=1))
    if device == "cuda" or options["workers"]:
        return accelerate(options, device)
    vocabulary = len(Lexicon.load(work / "lexicon.json"))
    probe = Denoiser(Shape(vocabulary, options["width"], options["layers"], options["heads"], options["inner"]))
    shared = Shared(ranks, sum(parameter.numel() for parameter in probe.parameters()) if ranks > 1 else 1)
    del probe
    if ranks == 1:
        return work_process(0, 1, options, shared)
    # Freed memory is kept for the next step: giving it back page by page costs half of the time.
    os.environ.update(
        MALLOC_MMAP_MAX_="0", MALLOC_TRIM_THRESHOLD_="100000000000", MALLOC_TOP_PAD_="268435456", OMP_NUM_THREADS="1"
    )
    processes.spawn(work_process, (ranks, options, shared), ranks)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", required=True, help="folder with lexicon.json and pack/; checkpoints go to its NAME/")
    for name, value in DEFAULTS.items():
        if isinstance(value, bool):
            parser.add_argument("--" + name.replace("_", "-"), action="store_true")
        else:
            parser.add_argument("--" + name.replace("_", "-"), type=type(value), default=value)
    train(vars(parser.parse_args()))


if __name__ == "__main__":
    main()
