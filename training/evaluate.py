"""Prints the held-out figures of the shipped model: python -m training.evaluate --work DIR --model models/verse

Cross-entropy in nats a hidden slot, on windows of held-out poems, with form, voice and the typed topic (original
verse) or title (old verse) as the prompt; the same without a prompt; the same slots under two-sided 3-grams; and, to
watch memorising, original poems that were trained on. "Words" leaves out <pad> and end marks, which are easy.
"""

import argparse
import json
from pathlib import Path

import numpy as np

from . import measure
from .lexicon import DROP, Lexicon
from .ngram import TwoSided
from .packing import Pack
from .prompts import Prompt
from .release import write_heldout
from .session import Session, session_loss
from .windows import learnable


def baseline_loss(baseline: TwoSided, windows: list, rate: float) -> np.ndarray:
    """The 3-grams' loss on the slots that `masked_examples` hides; <rare> left out as there."""
    losses = []
    for window, masked in zip(windows, measure.masked_examples(windows, rate)[1]):
        for slot in np.flatnonzero(masked & learnable(window.canvas)):
            losses.append(-baseline.log_probability(window.canvas, masked, int(slot)))
    return np.array(losses)


def without_prompt(window):
    """The window as guidance's other row sees it: form, voice and topic dropped."""
    return window._replace(prompt=Prompt([DROP] * 3, np.zeros_like(window.prompt.vector), {}))


def evaluate(work: Path, model: Path, count: int = 150, threads: int = 1, baseline: bool = True, say=print) -> dict:
    lexicon, pack = Lexicon.load(model / "lexicon.json"), Pack.load(work / "pack")
    session = Session(str(model / "denoiser.onnx"), threads)
    owner = pack.run_poem
    results: dict = {}
    say(f"{'verse':<22}{'rate':>6}{'slots':>8}{'all':>8}{'words':>8}{'no prompt':>11}{'3-grams':>9}")
    grams = None
    if baseline:
        grams = TwoSided(pack, len(lexicon), ~np.asarray(pack.heldout)[owner])
    kinds = (("old, held out", False, False), ("original, held out", True, False), ("original, trained on", True, True))
    for title, original, seen in kinds:
        windows = measure.heldout_windows(pack, lexicon, original, count, seen=seen)
        if not windows:
            continue
        for rate in measure.RATES:
            losses, targets = session_loss(session, measure.masked_examples(windows, rate)[0])
            words = losses[targets >= lexicon.first_word]
            found = {"slots": len(losses), "all": float(losses.mean()), "words": float(words.mean())}
            bare = [without_prompt(window) for window in windows]
            found["no prompt"] = float(session_loss(session, measure.masked_examples(bare, rate)[0])[0].mean())
            if grams and rate == 0.5 and not seen:
                found["grams"] = float(baseline_loss(grams, windows, rate).mean())
            results[title, rate] = found
            last = f"{found['grams']:>9.3f}" if "grams" in found else ""
            figures = f"{found['all']:>8.3f}{found['words']:>8.3f}{found['no prompt']:>11.3f}"
            say(f"{title:<22}{rate:>6}{found['slots']:>8}{figures}{last}")
    return results


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", type=Path, required=True, help="folder with pack/ (see training.build)")
    parser.add_argument("--model", type=Path, default=Path("models/verse"))
    parser.add_argument("--windows", type=int, default=150)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--no-baseline", action="store_true")
    parser.add_argument("--record", action="store_true", help="write the figures into the model's config.json")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    options = parser.parse_args()
    found = evaluate(options.work, options.model, options.windows, options.threads, not options.no_baseline)
    if options.record:
        write_heldout(options.model, found)
    if options.json:
        rows = [{"verse": title, "rate": rate, **figures} for (title, rate), figures in found.items()]
        options.json.write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
