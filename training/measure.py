"""Held-out cross-entropy of a denoiser, in nats a hidden slot, at fixed mask rates and on fixed windows."""

import numpy as np
import torch

from .batches import batches_of, hide
from .lexicon import PAD
from .masks import exactly
from .prompts import Prompter
from .windows import Windows

RATES = (0.15, 0.5, 0.85)


def heldout_windows(pack, lexicon, original: bool, count: int, seed: int = 7, seen: bool = False) -> list:
    """The same windows each time. The topic is the one typed (original verse) or the title; never words of the text.

    seen: windows of poems that were trained on instead, to compare.
    """
    chosen = (pack.heldout[pack.run_poem] != seen) & (pack.original[pack.run_poem] == original)
    prompter = Prompter(pack, lexicon)
    windows = Windows(pack, lexicon, prompter, np.asarray(chosen))
    random = np.random.default_rng(seed)
    # Runs by their length alone, whatever the mixture of the training prefers.
    lengths = np.asarray(pack.runs[windows.runs])
    share = (lengths[:, 1] - lengths[:, 0]).astype(float)
    drawn = random.choice(windows.runs, min(count, len(windows.runs)), replace=False, p=share / share.sum())
    made = []
    for run in drawn:
        begin, stop = windows.stretch(int(run), random)
        poem = int(pack.run_poem[run])
        topic = pack.topics[poem] or pack.titles[poem][:12]
        made.append(windows.make(poem, begin, stop, random, drop=False, topic=topic))
    return made


def masked_examples(windows: list, rate: float, seed: int = 11) -> list:
    """Each window with `rate` of its slots hidden, the same ones each time: (examples, masks)."""
    random = np.random.default_rng(seed)
    masks = [exactly(max(1, round(rate * len(window.canvas.tokens))), len(window.canvas.tokens), random) for window in windows]
    return [hide(window, mask) for window, mask in zip(windows, masks)], masks


def heldout_examples(pack, lexicon, kinds, count: int) -> dict:
    """Masked held-out examples by (original, rate). kinds: of True (original verse) and False (old); count: windows of each."""
    found = {}
    for original in kinds:
        windows = heldout_windows(pack, lexicon, original, count)
        for rate in RATES if windows else ():
            found[original, rate] = masked_examples(windows, rate)[0]
    return found


@torch.no_grad()
def cross_entropy(denoiser, examples: list, budget: int = 3000, first_word: int = 0):
    """(nats a hidden slot, nats a hidden slot that holds a word) over all examples."""
    device = denoiser.bias.device
    total, count, word_total, word_count = 0.0, 0, 0.0, 0
    for batch in batches_of(examples, budget):
        losses = loss_of(denoiser, batch, device).float().cpu().numpy()
        words = batch.targets >= first_word
        total, count = total + float(losses.sum()), count + len(losses)
        word_total, word_count = word_total + float(losses[words].sum()), word_count + int(words.sum())
    return total / max(1, count), word_total / max(1, word_count)


def tensors(batch, device):
    """The model's inputs of a batch on a device."""
    return (
        torch.from_numpy(batch.tokens).to(device),
        torch.from_numpy(batch.features).to(device),
        torch.from_numpy(batch.attention).to(device),
        torch.from_numpy(batch.topic).to(device),
        torch.from_numpy(batch.open).to(device),
    )


def loss_of(denoiser, batch, device):
    """Cross-entropy of each wanted place, float32 [M]."""
    logits = denoiser(*tensors(batch, device))
    return torch.nn.functional.cross_entropy(logits.float(), torch.from_numpy(batch.targets).to(device), reduction="none")


def slot_counts(pack, vocabulary: int) -> np.ndarray:
    """How often each token fills a slot in training: words and marks by their kind's share, and <pad>."""
    counts = np.zeros(vocabulary)
    poems = np.repeat(np.arange(len(pack.form)), np.diff(pack.poems))
    kind = np.asarray(pack.original)[poems] & ~np.asarray(pack.heldout)[poems]
    old = ~np.asarray(pack.original)[poems] & ~np.asarray(pack.heldout)[poems]
    lengths = np.diff(pack.lines)
    padding = np.maximum(np.minimum(pack.syllables, 12) - lengths, 0)
    for lines, share in ((kind, 0.4), (old, 0.6)):
        if not lines.any():
            continue
        words = np.asarray(pack.words)[np.repeat(lines, lengths)]
        here = np.bincount(words[words < vocabulary], minlength=vocabulary).astype(float)
        here += np.bincount(np.asarray(pack.marks)[lines], minlength=vocabulary)
        here[PAD] += padding[lines].sum()
        counts += share * here / here.sum()
    return counts * len(pack.words)
