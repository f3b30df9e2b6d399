"""Reads a shipped denoiser.onnx back into PyTorch, so that training goes on from models/verse without a checkpoint.

The int8 weights are a hundredth off the trained ones, which a few steps of training mend.
"""

import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from .model import FEATURE_SIZES, Denoiser, Shape


class Weights:
    """The constants of a graph by name, bytes turned back into numbers."""

    def __init__(self, path: Path):
        self.stored = {one.name: numpy_helper.to_array(one) for one in onnx.load(str(path)).graph.initializer}

    def plain(self, name: str) -> np.ndarray:
        return self.stored[name].astype(np.float32)

    def matrix(self, name: str) -> np.ndarray:
        """[outputs × inputs] of a product whose bytes lie the other way round."""
        return (self.plain(name) * self.plain(name + ".scale")).T

    def table(self, name: str) -> np.ndarray:
        """[rows × width] of a table with one scale a row."""
        return self.plain(name) * self.plain(name + ".scale")[:, None]


def fill(parameter: torch.nn.Parameter, values: np.ndarray):
    """@raises ValueError when the shapes differ: the file is of another model"""
    if tuple(parameter.shape) != values.shape:
        raise ValueError(f"the file holds {values.shape} where the model has {tuple(parameter.shape)}")
    parameter.data.copy_(torch.from_numpy(np.ascontiguousarray(values)))


def reopen(folder: Path) -> Denoiser:
    """The denoiser of models/verse or another folder of that kind, with int8 weights (training/graph.py)."""
    config = json.loads((folder / "config.json").read_text())
    weights = Weights(folder / "denoiser.onnx")
    inner = weights.stored["layer0.widen"].shape[1]
    shape = Shape(config["vocabulary"], config["width"], config["layers"], config["heads"], inner, config["topicWidth"])
    denoiser = Denoiser(shape)
    fill(denoiser.words.weight, weights.table("words"))
    fill(denoiser.bias, weights.plain("words.bias"))
    edges = np.cumsum([0, *FEATURE_SIZES])
    for number, embedding in enumerate(denoiser.features):
        fill(embedding.weight, weights.plain("structure")[edges[number] : edges[number + 1]])
    fill(denoiser.topic.weight, weights.plain("topic.weight").T)
    fill(denoiser.kinds.weight, weights.plain("kinds"))
    fill(denoiser.aim.weight, weights.plain("aim").T)
    fill_norm(denoiser.entry_norm, weights, "entry.scale_", "entry.shift")
    fill(denoiser.transform.weight, weights.plain("transform").T)
    fill(denoiser.transform.bias, weights.plain("transform.bias"))
    fill_norm(denoiser.transform_norm, weights, "transform.scale_", "transform.shift")
    for number, layer in enumerate(denoiser.layers):
        name = f"layer{number}."
        for part in ("qkv", "mix", "widen", "narrow"):
            fill(getattr(layer, part).weight, weights.matrix(name + part))
            fill(getattr(layer, part).bias, weights.plain(f"{name}{part}.bias"))
        fill_norm(layer.mix_norm, weights, name + "mix_norm.scale_", name + "mix_norm.shift")
        fill_norm(layer.norm, weights, name + "norm.scale_", name + "norm.shift")
    return denoiser


def deepened(shallow: Denoiser, layers: int, dropout: float = 0.0) -> Denoiser:
    """A denoiser of more layers that begins from a trained one: its layers stacked on themselves.

    Gong et al. 2019 (StackBERT, ICML) for post-norm layers; Du et al. 2024, arXiv 2405.15319.
    """
    deep = Denoiser(shallow.shape._replace(layers=layers), dropout)
    weights = {name: value for name, value in shallow.state_dict().items() if not name.startswith("layers.")}
    deep.load_state_dict(weights, strict=False)
    for number, layer in enumerate(deep.layers):
        layer.load_state_dict(shallow.layers[number % len(shallow.layers)].state_dict())
    return deep


def fill_norm(module, weights: Weights, scale: str, shift: str):
    fill(module.weight, weights.plain(scale))
    fill(module.bias, weights.plain(shift))
