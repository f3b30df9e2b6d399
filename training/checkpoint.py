"""Checkpoints: one flat array of parameters and its companions, in shards small enough to carry away.

A checkpoint is a folder: state.json (shape, counters, names and lengths) and part-000.bin … of raw float32, or float16
where it was halved to be carried. A new one is written beside the old one and renamed, so that there is always a whole one.
"""

import json
import shutil
from pathlib import Path

import numpy as np
import torch

from .model import Denoiser, Shape

SHARD = 15 * 1024 * 1024 // 4  # float32 numbers in 15 MiB


def save(folder: Path, shape: Shape, arrays: dict, state: dict, kind: str = "float32"):
    """arrays: name → 1-D float32 array, all saved end to end as `kind`; state: anything that JSON knows."""
    partial = folder.with_name(folder.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    flat = np.concatenate([np.asarray(values, np.float32).ravel() for values in arrays.values()])
    flat, shard = flat.astype(kind), SHARD * 4 // np.dtype(kind).itemsize
    for number, begin in enumerate(range(0, len(flat), shard)):
        flat[begin : begin + shard].tofile(partial / f"part-{number:03}.bin")
    about = {
        "shape": shape._asdict(),
        "kind": kind,
        "arrays": {name: int(values.size) for name, values in arrays.items()},
        "state": state,
    }
    (partial / "state.json").write_text(json.dumps(about, indent=1))
    old = folder.with_name(folder.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    partial.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def load(folder: Path):
    """Returns (shape, arrays, state)."""
    about = json.loads((folder / "state.json").read_text())
    parts = [np.fromfile(path, about.get("kind", "float32")) for path in sorted(folder.glob("part-*.bin"))]
    flat = np.concatenate(parts).astype(np.float32)
    arrays, begin = {}, 0
    for name, size in about["arrays"].items():
        arrays[name] = flat[begin : begin + size]
        begin += size
    return Shape(**about["shape"]), arrays, about["state"]


def halve(folder: Path, out: Path):
    """A copy of a checkpoint's running average in half of the bytes: all that is needed to export it."""
    shape, arrays, state = load(folder)
    save(out, shape, {"average": arrays["average"]}, state, "float16")


def flatten(model: torch.nn.Module) -> torch.Tensor:
    """Lays all parameters end to end in one tensor, of which they become views; returns it."""
    parameters = list(model.parameters())
    flat = torch.cat([parameter.detach().reshape(-1) for parameter in parameters])
    begin = 0
    for parameter in parameters:
        size = parameter.numel()
        parameter.data = flat[begin : begin + size].view(parameter.shape)
        begin += size
    return flat


def load_denoiser(folder: Path, which: str = "average") -> tuple:
    """(denoiser with the averaged or the last weights, state) of a checkpoint."""
    shape, arrays, state = load(folder)
    denoiser = Denoiser(shape)
    flatten(denoiser).copy_(torch.from_numpy(arrays[which].copy()))
    return denoiser.eval(), state
