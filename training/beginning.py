"""A denoiser that begins from all-MiniLM-L6-v2 rather than from noise.

Its six layers, positions and norms are taken over as they are; each word begins as the mean of its wordpieces, each
mark as its own piece, <mask> as [MASK]. The new embeddings (line, slot, syllables, rhyme) begin small.
"""

import re

import numpy as np
import torch

from .lexicon import DROP, MASK, PAD, RARE, TOPIC
from .minilm import MiniLM
from .model import Denoiser

# What a special token means to MiniLM.
MEANINGS = {"<none>": "[SEP]", "—": "-", "...": "...", "<mask>": "[MASK]", "<pad>": "[PAD]", "<rare>": "[UNK]"}


def word_embeddings(model: MiniLM, spellings: list) -> np.ndarray:
    """Embeddings of all tokens from the wordpieces', float32 [V × 384]."""
    pieces = model["embeddings.word_embeddings.weight"]
    index = model.pieces.index
    random = np.random.default_rng(0)
    result = np.zeros((len(spellings), pieces.shape[1]), np.float32)
    for place, spelling in enumerate(spellings):
        named = re.fullmatch(r"<(?:form|voice):(.+)>", spelling)
        if spelling in MEANINGS and MEANINGS[spelling] in index:
            ids = [index[MEANINGS[spelling]]]
        elif named:
            ids = model.pieces.of_text(named.group(1)) + [index["[CLS]"]]
        elif spelling.startswith("<"):
            ids = [index["[UNK]"]] if "guest" in spelling or "rare" in spelling else [index["[CLS]"]]
        else:
            ids = model.pieces.of_text(spelling.replace("'", "") if spelling.startswith("'") else spelling)
        result[place] = pieces[ids].mean(0) if ids else pieces.mean(0)
    # Tokens that begin from the same pieces must not stay one.
    return result + 0.003 * random.standard_normal(result.shape).astype(np.float32)


def begin_from_minilm(denoiser: Denoiser, lexicon, model: MiniLM, layers: int = 6):
    """Fills a denoiser with MiniLM's weights; `layers` of them, counted from the bottom."""
    with torch.no_grad():
        denoiser.words.weight.copy_(torch.from_numpy(word_embeddings(model, lexicon.spellings)))
        positions = model["embeddings.position_embeddings.weight"] + model["embeddings.token_type_embeddings.weight"][0]
        size = denoiser.features[0].weight.shape[0]
        denoiser.features[0].weight.copy_(torch.from_numpy(positions[:size].copy()))
        for embedding in list(denoiser.features)[1:]:
            embedding.weight.normal_(std=0.01)
        copy_pair(denoiser.entry_norm, model, "embeddings.LayerNorm")
        for number, layer in list(enumerate(denoiser.layers))[:layers]:
            name = f"encoder.layer.{number}."
            for part in ("weight", "bias"):
                three = [model[f"{name}attention.self.{which}.{part}"] for which in ("query", "key", "value")]
                getattr(layer.qkv, part).copy_(torch.from_numpy(np.concatenate(three)))
            copy_pair(layer.mix, model, name + "attention.output.dense")
            copy_pair(layer.mix_norm, model, name + "attention.output.LayerNorm")
            copy_pair(layer.widen, model, name + "intermediate.dense")
            copy_pair(layer.narrow, model, name + "output.dense")
            copy_pair(layer.norm, model, name + "output.LayerNorm")
        # Near the identity, so that the first logits are those of like words.
        denoiser.transform.weight.copy_(torch.eye(denoiser.shape.width)).add_(
            0.01 * torch.randn(denoiser.transform.weight.shape)
        )


def copy_pair(module, model: MiniLM, name: str):
    module.weight.copy_(torch.from_numpy(model[name + ".weight"].copy()))
    module.bias.copy_(torch.from_numpy(model[name + ".bias"].copy()))


def begin_bias(denoiser: Denoiser, lexicon, slot_counts: np.ndarray):
    """The output bias: log-frequencies of the tokens on the canvas. Tokens that never stand there sink.

    slot_counts: how often each token fills a slot, float [V].
    """
    counts = slot_counts + 0.5
    counts[[MASK, RARE, TOPIC, DROP]] = 1e-4
    counts[[*lexicon.forms.values(), *lexicon.voices.values()]] = 1e-4
    counts[PAD] = max(counts[PAD], 1.0)
    with torch.no_grad():
        denoiser.bias.copy_(torch.from_numpy(np.log(counts / counts.sum())).float())
