"""The denoiser: bidirectional post-norm layers, as in all-MiniLM-L6-v2, over words.

Input: the sequence of a prompt and a canvas (docs/model-format.md). Output: logits of the wanted places only.
The arithmetic is BERT's, so that MiniLM's weights mean the same here.
"""

from typing import NamedTuple

import torch
import torch.nn.functional as functional
from torch import nn

from .canvas import LIMITS
from .lexicon import TOPIC


class Shape(NamedTuple):
    """Sizes of a denoiser."""

    vocabulary: int
    width: int = 384
    layers: int = 6
    heads: int = 12
    inner: int = 1536
    topic_width: int = 128


# Rows of the embedding of each feature, in the features' order.
FEATURE_SIZES = [
    LIMITS["positions"], LIMITS["lines"] + 1, LIMITS["lines"] + 1, LIMITS["slots"] + 2, LIMITS["syllables"] + 1,
    LIMITS["rhymeGroups"] + 1,
]  # fmt: skip
# Rows of the table of forms and voices, by token id: all special tokens of a prompt have ids below this.
PROMPT_KINDS = 64
EPSILON = 1e-12


class Layer(nn.Module):
    """One transformer layer: attention, add, norm, two dense maps with an exact GELU between, add, norm."""

    def __init__(self, shape: Shape, dropout: float = 0.0):
        super().__init__()
        width = shape.width
        self.heads = shape.heads
        self.qkv = nn.Linear(width, 3 * width)
        self.mix = nn.Linear(width, width)
        self.mix_norm = nn.LayerNorm(width, eps=EPSILON)
        self.widen = nn.Linear(width, shape.inner)
        self.narrow = nn.Linear(shape.inner, width)
        self.norm = nn.LayerNorm(width, eps=EPSILON)
        self.drop = nn.Dropout(dropout)

    def forward(self, hidden, bias):
        """hidden [B × L × width]; bias [B × 1 × 1 or L × L], a large negative number where a place is not to be seen."""
        rows, length, width = hidden.shape
        query, key, value = self.qkv(hidden).view(rows, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        if hidden.is_cuda:
            mixed = functional.scaled_dot_product_attention(query, key, value, bias.to(query.dtype))
        else:
            # Two plain products: on a CPU they are faster than the fused kernel, whose backward pass is slow.
            score = query @ key.transpose(-1, -2) * (width // self.heads) ** -0.5 + bias.to(query.dtype)
            mixed = score.softmax(-1).to(value.dtype) @ value
        mixed = mixed.transpose(1, 2).reshape(rows, length, width)
        hidden = self.mix_norm(hidden + self.drop(self.mix(mixed)))
        return self.norm(hidden + self.drop(self.narrow(functional.gelu(self.widen(hidden)))))


class Denoiser(nn.Module):
    """shape: the sizes; dropout: of what each layer adds, in training alone."""

    def __init__(self, shape: Shape, dropout: float = 0.0):
        super().__init__()
        self.shape = shape
        self.words = nn.Embedding(shape.vocabulary, shape.width)
        self.features = nn.ModuleList([nn.Embedding(size, shape.width) for size in FEATURE_SIZES])
        self.topic = nn.Linear(shape.topic_width, shape.width, bias=False)
        self.entry_norm = nn.LayerNorm(shape.width, eps=EPSILON)
        self.layers = nn.ModuleList([Layer(shape, dropout) for _ in range(shape.layers)])
        self.transform = nn.Linear(shape.width, shape.width)
        self.transform_norm = nn.LayerNorm(shape.width, eps=EPSILON)
        self.bias = nn.Parameter(torch.zeros(shape.vocabulary))
        for module in self.modules():
            if isinstance(module, (nn.Linear, nn.Embedding)):
                nn.init.normal_(module.weight, std=0.02)
            if isinstance(module, nn.Linear) and module.bias is not None:
                nn.init.zeros_(module.bias)
        # What every place is told of the prompt besides its tokens. From zero on, so that a model without it goes on as it was.
        self.kinds = nn.Embedding(PROMPT_KINDS, shape.width)
        self.aim = nn.Linear(shape.topic_width, shape.width, bias=False)
        nn.init.zeros_(self.kinds.weight)
        nn.init.zeros_(self.aim.weight)

    def encode(self, tokens, features, attention, topic):
        """Hidden states [B × L × width] of whole sequences."""
        hidden = self.words(tokens)
        for column, embedding in enumerate(self.features):
            hidden = hidden + embedding(features[..., column])
        hidden = hidden + (tokens == TOPIC).unsqueeze(-1) * self.topic(topic).unsqueeze(1)
        hidden = hidden + (self.kinds(tokens[:, :2]).sum(1) + self.aim(topic)).unsqueeze(1)
        hidden = self.entry_norm(hidden)
        bias = ((1 - attention) * -30000.0)[:, None, None, :]
        for layer in self.layers:
            hidden = layer(hidden, bias)
        return hidden

    def of_rows(self, rows):
        """Logits [M × vocabulary] of the wanted slots of training.rows.Rows: as `forward`, several examples a row."""
        which = rows.example.long()
        place = which.clamp(min=0)
        hidden = self.words(rows.tokens) + self.features_of(rows.features)
        hidden = hidden + (rows.tokens == TOPIC).unsqueeze(-1) * self.topic(rows.topic)[place]
        hidden = self.entry_norm(hidden + (self.kinds(rows.kinds).sum(1) + self.aim(rows.topic))[place])
        apart = (which.unsqueeze(2) != which.unsqueeze(1)).unsqueeze(1)
        bias = torch.zeros(apart.shape, dtype=hidden.dtype, device=hidden.device).masked_fill(apart, -30000.0)
        for layer in self.layers:
            hidden = layer(hidden, bias)
        wanted = self.head(hidden.flatten(0, 1)[rows.open])
        return functional.linear(wanted, self.words.weight, self.bias)

    def features_of(self, features):
        """The sum of the features' embeddings as one product with a matrix of ones and zeros.

        Tables of a dozen rows that are looked up sixty thousand times: a GPU would queue up to add their gradients.
        """
        ones = [
            features[..., column].unsqueeze(-1) == torch.arange(size, device=features.device)
            for column, size in enumerate(FEATURE_SIZES)
        ]
        table = torch.cat([embedding.weight for embedding in self.features])
        return torch.cat(ones, -1).to(table.dtype) @ table

    def head(self, hidden):
        """What the projection onto the vocabulary reads; guidance mixes two of these."""
        return self.transform_norm(functional.gelu(self.transform(hidden)))

    def forward(self, tokens, features, attention, topic, open, base=None, guidance=None, ids=None):
        """Logits [M × vocabulary] of the flat places `open`, guided against `base` where given; of the words `ids` only,
        where given."""
        hidden = self.encode(tokens, features, attention, topic).flatten(0, 1)
        wanted = self.head(hidden[open])
        if base is not None:
            other = self.head(hidden[base])
            wanted = other + guidance.unsqueeze(-1) * (wanted - other)
        if ids is not None:
            return functional.linear(wanted, self.words.weight[ids], self.bias[ids])
        return functional.linear(wanted, self.words.weight, self.bias)
