"""From a corpus to a shipped model in one command, resumable at every step:

    python -m training.build --corpus shared/corpus --work /tmp/inkling --out models/verse --minutes 90

A step whose result lies in the work folder already is not done again; an interrupted training run goes on from its
last checkpoint.
"""

import argparse
import time
from pathlib import Path

from . import train
from .commas import build_commas
from .evaluate import evaluate
from .export import export
from .lexicon import Lexicon, build_lexicon, word_weights
from .packing import Pack, pack
from .pairs import build_pairs
from .record import write_record
from .release import write_heldout
from .said import build_said
from .shelf import Shelf, shelve
from .sounds import Sounds
from .topics import TopicEncoder, distil, write_topics
from .triples import build_triples


def prepare(corpus: Path, work: Path, vocabulary: int = 18000, pairs: int = 1_200_000, say=print, more=None, often=None):
    """Everything before training: the shelf, lexicon.json, pairs.bin, topics.bin and the pack."""
    work.mkdir(parents=True, exist_ok=True)
    sounds = Sounds.from_cmudict()
    shelf = None

    def step(name: str, result: Path, make):
        if result.exists():
            say(f"{name}: already there")
            return
        began = time.monotonic()
        say(f"{name} …")
        make()
        say(f"{name}: {time.monotonic() - began:.0f} s")

    step("reading the corpus", work / "shelf.npz", lambda: shelve(corpus, sounds, say, more, often).save(work / "shelf"))
    shelf = Shelf.load(work / "shelf")
    step(
        "lexicon.json", work / "lexicon.json", lambda: build_lexicon(shelf, sounds, vocabulary, say).save(work / "lexicon.json")
    )
    lexicon = Lexicon.load(work / "lexicon.json")

    def make_pairs():
        build_pairs(work / "pairs.bin", shelf, lexicon, word_weights(shelf)[0], pairs, say)

    def make_triples():
        build_triples(work / "triples.bin", shelf, lexicon, word_weights(shelf)[0], pairs, say)

    def make_commas():
        build_commas(work / "commas.bin", corpus, lexicon, more, say)

    def make_topics():
        from .minilm import MiniLM

        write_topics(work / "topics.bin", *distil(MiniLM(), say=say))

    def make_pack():
        pack(shelf, lexicon, sounds, TopicEncoder(work / "topics.bin"), say).save(work / "pack")

    step("pairs.bin", work / "pairs.bin", make_pairs)
    step("triples.bin", work / "triples.bin", make_triples)
    step("commas.bin", work / "commas.bin", make_commas)
    step("topics.bin", work / "topics.bin", make_topics)
    step("packing", work / "pack" / "texts.json", make_pack)
    step("said.bin", work / "said.bin", lambda: build_said(work / "said.bin", Pack.load(work / "pack"), lexicon, say))


def build(corpus: Path, work: Path, out: Path, options: dict, say=print, more: Path = None, often: dict = None):
    """The whole way. options: of training.train; "name" names the run."""
    prepare(corpus, work, say=say, more=more, often=often)
    say("training …")
    train.train({**options, "work": str(work)})
    say("exporting …")
    export(work, options["name"], out, say=say)
    say("held-out figures:")
    write_heldout(out, evaluate(work, out, say=say))
    write_record(work / options["name"], Path(__file__).parent / "runs" / options["name"])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, required=True, help="folder with verse-*.jsonl.gz and original/")
    parser.add_argument("--work", type=Path, required=True, help="folder for what lies between corpus and model")
    parser.add_argument("--out", type=Path, default=Path("models/verse"))
    parser.add_argument("--minutes", type=float, default=train.DEFAULTS["minutes"])
    parser.add_argument("--name", default=train.DEFAULTS["name"])
    parser.add_argument("--more", type=Path, help="a folder of further original verse, such as training/data")
    parser.add_argument(
        "--often",
        action="append",
        default=[],
        metavar="FILE=TIMES",
        help="draw the poems of a file of --more so many times as often",
    )
    parser.add_argument("--only-prepare", action="store_true", help="stop before training")
    options = parser.parse_args()
    often = {name: float(times) for name, _, times in (one.partition("=") for one in options.often)}
    if options.only_prepare:
        prepare(options.corpus, options.work, more=options.more, often=often)
    else:
        chosen = {"minutes": options.minutes, "name": options.name}
        build(options.corpus, options.work, options.out, chosen, more=options.more, often=often)


if __name__ == "__main__":
    main()
