"""The shipped weights under PyTorch, with a plain masked-diffusion loop, for the benchmark to compare with.

The loop is that of LLaDA's generate.py (Nie et al. 2025): each step runs the whole sequence (with guidance a second time
without its prompt, and mixes the two), takes logits of every place, draws by Gumbel noise in doubles, and reveals the
most certain words. It keeps no form. Weights are read from denoiser.onnx and made float32 again.

    python3 bench/plain_loop.py --model models/verse --steps 16

Needs torch and numpy. Prints one JSON object.
"""

import argparse
import json
import os
import struct
import time

import numpy as np
import torch
import torch.nn.functional as functional

TYPES = {1: np.float32, 2: np.uint8, 3: np.int8, 6: np.int32, 7: np.int64}
FEATURE_SIZES = (320, 21, 21, 14, 17, 13)


def fields(data):
    """The fields of a protobuf message: (number, value)."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(data):
        key = varint()
        kind = key & 7
        if kind == 0:
            yield key >> 3, varint()
        elif kind == 2:
            size = varint()
            yield key >> 3, data[at : at + size]
            at += size
        else:
            size = {1: 8, 5: 4}[kind]
            yield key >> 3, data[at : at + size]
            at += size


def varints(data):
    value = shift = 0
    for byte in bytes(data):
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            yield value
            value = shift = 0


def read_weights(path):
    """The initialisers of an ONNX file by name."""
    with open(path, "rb") as file:
        model = memoryview(file.read())
    graph = next(value for number, value in fields(model) if number == 7)
    weights = {}
    for number, tensor in fields(graph):
        if number != 5:
            continue
        shape, kind, name, raw, floats = [], 1, "", b"", []
        for field, value in fields(tensor):
            if field == 1:
                shape += list(varints(value)) if isinstance(value, memoryview) else [value]
            elif field == 2:
                kind = value
            elif field == 4:
                floats += [number for (number,) in struct.iter_unpack("<f", bytes(value))]
            elif field == 8:
                name = bytes(value).decode()
            elif field == 9:
                raw = value
        values = np.array(floats, np.float32) if floats else np.frombuffer(raw, TYPES[kind])
        weights[name] = values.reshape(shape)
    return weights


def dense(weights, name):
    """A product's weight as float32 [outputs × inputs]: bytes lie the other way round, one scale an output."""
    return torch.from_numpy((weights[name].astype(np.float32) * weights[name + ".scale"]).T.copy())


def table(weights, name):
    """A table of bytes with one scale a row, as float32."""
    return torch.from_numpy(weights[name].astype(np.float32) * weights[name + ".scale"][:, None])


class Denoiser:
    """The arithmetic of docs/model-format.md, with every place's logits."""

    def __init__(self, weights, config):
        self.heads, self.width = config["heads"], config["width"]
        self.plain = {name: torch.from_numpy(value.copy()) for name, value in weights.items() if value.dtype == np.float32}
        self.words = table(weights, "words")
        self.layers = [
            {part: dense(weights, f"layer{number}.{part}") for part in ("qkv", "mix", "widen", "narrow")}
            for number in range(config["layers"])
        ]
        self.transform = self.plain["transform"].T.contiguous()
        self.bias = self.plain.get("words.bias", torch.zeros(config["vocabulary"]))
        self.offsets = torch.tensor(np.concatenate([[0], np.cumsum(FEATURE_SIZES[:-1])]))

    def norm(self, hidden, name):
        return functional.layer_norm(
            hidden,
            (self.width,),
            self.plain[name + ".scale_"],
            self.plain[name + ".shift"],
            eps=1e-12,
        )

    def logits(self, tokens, features):
        """tokens [B × L], features [B × L × 6] → [B × L × V]."""
        hidden = self.words[tokens] + self.plain["structure"][features + self.offsets].sum(2)
        # No topic: its vector is zero here.
        hidden = hidden + self.plain["kinds"][tokens[:, :2]].sum(1, keepdim=True)
        hidden = self.norm(hidden, "entry")
        rows, length, width = hidden.shape
        for number, layer in enumerate(self.layers):
            name = f"layer{number}."
            mixed = functional.linear(hidden, layer["qkv"], self.plain[name + "qkv.bias"])
            query, key, value = mixed.view(rows, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
            score = query @ key.transpose(-1, -2) * (width // self.heads) ** -0.5
            mixed = (score.softmax(-1) @ value).transpose(1, 2).reshape(rows, length, width)
            mixed = functional.linear(mixed, layer["mix"], self.plain[name + "mix.bias"])
            hidden = self.norm(hidden + mixed, name + "mix_norm")
            inner = functional.gelu(functional.linear(hidden, layer["widen"], self.plain[name + "widen.bias"]))
            outer = functional.linear(inner, layer["narrow"], self.plain[name + "narrow.bias"])
            hidden = self.norm(hidden + outer, name + "norm")
        head = functional.gelu(functional.linear(hidden, self.transform, self.plain["transform.bias"]))
        head = self.norm(head, "transform")
        return functional.linear(head, self.words, self.bias)


def sonnet(config, lexicon):
    """(prompt length, tokens [2 × L], features [2 × L × 6]) of an empty sonnet, with its prompt and without."""
    index = {row[0]: place for place, row in enumerate(lexicon[:200])}
    drop, mask = index["<drop>"], index["<mask>"]
    prompt = [
        index["<form:sonnet>"],
        index["<voice:elizabethan>"],
        index["<topic>"],
        len(lexicon) // 3,
        len(lexicon) // 2,
    ]
    groups = [1, 2, 1, 2, 3, 4, 3, 4, 5, 6, 5, 6, 7, 7]
    slots = [(line + 1, 14 - line, slot, 10, groups[line]) for line in range(14) for slot in range(11, 0, -1)]
    structure = [(0,) * 5] * len(prompt) + slots
    features = torch.tensor([[(place, *rest) for place, rest in enumerate(structure)]] * 2)
    tokens = torch.tensor([prompt + [mask] * len(slots), [drop] * len(prompt) + [mask] * len(slots)])
    return len(prompt), tokens, features


def draw(denoiser, tokens, features, steps, prompt, mask, guidance):
    """One poem; the prompt's places stay as they are. With a guidance of 1 there is no row without the prompt."""
    rows = 1 if guidance == 1 else 2
    tokens, features = tokens[:rows].clone(), features[:rows]
    count = tokens.shape[1] - prompt
    for step in range(steps):
        logits = denoiser.logits(tokens, features)
        mixed = logits[0] if rows == 1 else logits[1] + guidance * (logits[0] - logits[1])
        mixed = mixed[prompt:].double()
        noise = torch.rand_like(mixed).clamp_min(1e-300)
        drawn = (mixed.exp() / -noise.log()).argmax(-1)
        certainty = mixed.softmax(-1).gather(-1, drawn.unsqueeze(-1)).squeeze(-1)
        open_places = tokens[0, prompt:] == mask
        due = round(count * (step + 1) / steps) - int((~open_places).sum())
        certainty[~open_places] = -1
        reveal = certainty.topk(max(0, due)).indices + prompt
        tokens[:, reveal] = drawn[reveal - prompt]
    return tokens


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--model", default="models/verse")
    parser.add_argument("--steps", type=int, default=16)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--poems", type=int, default=3)
    parser.add_argument("--guidance", type=float, default=1.0, help="1: no row without the prompt")
    options = parser.parse_args()
    torch.set_num_threads(options.threads or os.cpu_count())
    with open(os.path.join(options.model, "config.json"), encoding="utf-8") as file:
        config = json.load(file)
    with open(os.path.join(options.model, "lexicon.json"), encoding="utf-8") as file:
        lexicon = json.load(file)["tokens"]
    denoiser = Denoiser(read_weights(os.path.join(options.model, "denoiser.onnx")), config)
    prompt, tokens, features = sonnet(config, lexicon)
    with torch.no_grad():
        draw(denoiser, tokens, features, 2, prompt, 1, options.guidance)
        times = []
        for _ in range(options.poems):
            began = time.perf_counter()
            draw(denoiser, tokens, features, options.steps, prompt, 1, options.guidance)
            times.append(1000 * (time.perf_counter() - began))
        poem = min(times)
    print(
        json.dumps(
            {
                "torch": torch.__version__,
                "poem": poem,
                "steps": options.steps,
                "places": int(tokens.shape[1]),
            }
        )
    )


if __name__ == "__main__":
    main()
