"""Blends a run with the model that it began from: python -m training.blend --work DIR --name RUN --share 0.5

A run on little verse forgets a part of the rest. The mean of the weights before and after keeps nearly all of both (robust
fine-tuning, Wortsman et al. 2022, arXiv 2109.01903), as long as both lie in one valley: after a short run they do.
"""

import argparse
from pathlib import Path

import torch

from . import checkpoint
from .reopen import reopen


def blend(work: Path, name: str, begin: Path, share: float) -> Path:
    """Writes the blend beside the run, as NAME-blended, and returns its checkpoint. share: of the run's weights, 0 … 1."""
    shape, arrays, state = checkpoint.load(work / name / "checkpoint")
    begun = reopen(begin)
    if begun.shape != shape:
        raise ValueError(f"{begin} has the shape {begun.shape}, the run has {shape}")
    average = torch.lerp(checkpoint.flatten(begun), torch.from_numpy(arrays["average"].copy()), share)
    out = work / f"{name}-blended" / "checkpoint"
    checkpoint.save(out, shape, {"average": average.numpy()}, {**state, "blended": share})
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--name", required=True, help="the run; the blend is written beside it as NAME-blended")
    parser.add_argument("--begin", type=Path, default=Path("models/verse"), help="what the run began from")
    parser.add_argument("--share", type=float, default=0.5, help="of the run's weights")
    options = parser.parse_args()
    print(blend(options.work, options.name, options.begin, options.share))


if __name__ == "__main__":
    main()
