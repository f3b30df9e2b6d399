"""One file with all that training needs, for a machine that has PyTorch and nothing else:

    python -m training.crate --work DIR --out crate.zip        packs DIR/lexicon.json, topics.bin and pack/
    python -m training.crate --open crate.zip --work DIR       unpacks them

What can be made again (the topic vectors of all words, the rhymes of each line) is left out, numbers take as few bytes
as they need, and LZMA does the rest: twenty million words in about 30 MiB.
"""

import argparse
import io
import json
import zipfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

from .lexicon import Lexicon
from .packing import Pack
from .topics import TopicEncoder

# Words are mostly below this number; the rest are listed apart.
ESCAPE = 65535


def smallest(values: np.ndarray) -> np.ndarray:
    """The same numbers in the smallest integer type that holds them."""
    if values.dtype.kind not in "iu" or not len(values):
        return values
    low, high = int(values.min()), int(values.max())
    kinds = (np.uint8, np.uint16, np.uint32) if low >= 0 else (np.int8, np.int16, np.int32)
    for kind in kinds:
        if np.iinfo(kind).min <= low and high <= np.iinfo(kind).max:
            return values.astype(kind)
    return values


def packed(pack: Pack) -> dict:
    """The arrays of a pack that cannot be made again, as small as they go."""
    arrays = {name: np.asarray(values) for name, values in pack.arrays.items()}
    del arrays["topic_vectors"], arrays["ending"]
    rhymes = arrays.pop("rhymes")
    ending = np.asarray(pack.ending)
    table = np.full((len(pack.rarity), rhymes.shape[1]), -1, np.int32)
    table[ending] = rhymes
    words = arrays.pop("words")
    rare = np.flatnonzero(words >= ESCAPE)
    arrays["rhymes_of_word"] = table
    arrays["words"] = np.minimum(words, ESCAPE).astype(np.uint16)
    arrays["rare_words"] = words[rare]
    arrays["lines"], arrays["poems"] = np.diff(arrays["lines"]), np.diff(arrays["poems"])
    arrays["run_weight"] = arrays["run_weight"].astype(np.float32)
    return {name: smallest(values) for name, values in arrays.items()}


def write_crate(work: Path, out: Path) -> int:
    """Packs a work folder; returns the bytes written."""
    pack = Pack.load(work / "pack")
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as crate:
        for name in ("lexicon.json", "topics.bin"):
            crate.write(work / name, name)
        crate.writestr("texts.json", json.dumps(pack.texts))
        for name, values in packed(pack).items():
            buffer = io.BytesIO()
            np.save(buffer, values)
            crate.writestr(f"{name}.npy", buffer.getvalue())
    return out.stat().st_size


def totals(task: tuple) -> np.ndarray:
    """The topic vectors of some spellings: int16 [N × width]."""
    path, spellings = task
    encoder = TopicEncoder(path)
    return np.stack([encoder.total(word) for word in spellings]).astype(np.int16)


def open_crate(crate_path: Path, work: Path, processes: int = 1):
    """Unpacks a crate into a work folder that `training.train` accepts."""
    work.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(crate_path) as crate:
        for name in ("lexicon.json", "topics.bin"):
            (work / name).write_bytes(crate.read(name))
        texts = json.loads(crate.read("texts.json"))
        arrays = {Path(name).stem: np.load(io.BytesIO(crate.read(name))) for name in crate.namelist() if name.endswith(".npy")}
    words = arrays["words"].astype(np.int32)
    words[words == ESCAPE] = arrays.pop("rare_words")
    arrays["words"] = words
    for name in ("lines", "poems"):
        arrays[name] = np.concatenate([[0], np.cumsum(arrays[name], dtype=np.int64)])
    for name in ("runs", "marks", "run_poem", "syllables"):
        arrays[name] = arrays[name].astype({"runs": np.int64, "syllables": np.int16}.get(name, np.int32))
    arrays["ending"] = words[arrays["lines"][1:] - 1]
    arrays["rhymes"] = arrays.pop("rhymes_of_word").astype(np.int32)[arrays["ending"]]
    spellings = Lexicon.load(work / "lexicon.json").spellings + texts["strangers"]
    parts = [(work / "topics.bin", spellings[begin : begin + 4000]) for begin in range(0, len(spellings), 4000)]
    if processes > 1:
        with ProcessPoolExecutor(processes) as pool:
            vectors = list(pool.map(totals, parts))
    else:
        vectors = [totals(part) for part in parts]
    arrays["topic_vectors"] = np.concatenate(vectors)
    Pack(arrays, texts).save(work / "pack")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, help="the crate to write")
    parser.add_argument("--open", type=Path, help="the crate to unpack into the work folder")
    parser.add_argument("--processes", type=int, default=1)
    options = parser.parse_args()
    if options.open:
        open_crate(options.open, options.work, options.processes)
    elif options.out:
        print(f"{write_crate(options.work, options.out) / 2**20:.1f} MiB")
    else:
        parser.error("say --out FILE or --open FILE")


if __name__ == "__main__":
    main()
