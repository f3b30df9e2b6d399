"""What a GPU run adds: one file to carry, rows of several examples, growth, and going back when the loss leaps."""

import json
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from training import checkpoint, measure
from training.accelerated import AcceleratedRun, rows_loss
from training.batches import Stream, batches_of
from training.crate import open_crate, write_crate
from training.export import export
from training.masks import onward
from training.model import Denoiser, Shape
from training.packing import Pack
from training.reopen import deepened
from training.rows import Rows, Sizes, pack_rows, sizes_for
from training.supply import draw_rows, training_windows
from training.train import optimiser_of, train

TINY = {"width": 128, "layers": 2, "heads": 4, "inner": 256, "budget": 900, "heldout": 2, "name": "fast", "scratch": True}


@pytest.fixture
def stream(packed, lexicon):
    return Stream(*training_windows(packed, lexicon), 900, 3)


def as_tensors(rows: Rows) -> Rows:
    return Rows(*(torch.from_numpy(values) for values in rows))


def test_a_crate_gives_back_the_pack(work, packed, tmp_path):
    write_crate(work, tmp_path / "crate.zip")
    open_crate(tmp_path / "crate.zip", tmp_path / "opened")
    opened = Pack.load(tmp_path / "opened" / "pack")
    assert opened.texts == packed.texts and set(opened.arrays) == set(packed.arrays)
    for name, values in packed.arrays.items():
        # Tokens that no poem has need no vector.
        used = packed.topic_vectors.any(1) if name == "topic_vectors" else slice(None)
        assert np.allclose(opened.arrays[name][used], values[used], rtol=1e-6), name
    assert (tmp_path / "opened" / "lexicon.json").read_bytes() == (work / "lexicon.json").read_bytes()


def test_rows_hold_every_example_whole_or_leave_it_over(stream):
    examples = stream.examples(0.5, 3000)
    sizes = Sizes(6, 320, 40, 1200)
    rows, left = pack_rows(examples, sizes)
    held = int(rows.example.max()) + 1
    assert held + len(left) == len(examples) and held > 3
    lost = {id(example) for example in left}
    kept = [example for example in sorted(examples, key=lambda one: -len(one.tokens)) if id(example) not in lost]
    for number, example in enumerate(kept):
        assert np.array_equal(rows.tokens[rows.example == number], example.tokens)
    assert rows.weights.sum() == pytest.approx(1)
    assert np.count_nonzero(rows.weights) == sum(len(example.places) for example in kept)


def test_examples_that_share_a_row_do_not_see_each_other(stream, lexicon):
    torch.manual_seed(0)
    denoiser = Denoiser(Shape(len(lexicon), 128, 2, 4, 256)).eval()
    with torch.no_grad():
        for parameter in denoiser.parameters():
            parameter.add_(0.05 * torch.randn(parameter.shape))
    examples = stream.examples(0.5, 1500)
    rows, left = pack_rows(examples, sizes_for(2600))
    assert not left
    expected = 0.0
    total = sum(example.weights.sum() for example in examples)
    for example in examples:
        batch = batches_of([example], 10_000)[0]
        losses = measure.loss_of(denoiser, batch, "cpu").detach().numpy()
        expected += float((losses * example.weights).sum()) / total
    with torch.no_grad():
        assert float(rows_loss(denoiser, as_tensors(rows))) == pytest.approx(expected, rel=1e-4)


def test_nothing_that_is_left_over_is_lost(stream):
    sizes = Sizes(3, 320, 20, 400)
    series = draw_rows(stream, sizes, lambda: 0.5)
    for _ in range(5):
        rows = next(series)
        assert (rows.example >= 0).mean() > 0.3 and np.isfinite(rows.weights).all()


def test_a_run_with_suppliers_learns_and_can_be_exported(work, tmp_path):
    train({**TINY, "work": str(work), "workers": 1, "device": "cpu", "steps": 12, "peak": 3e-3, "report": 0.0})
    _, arrays, state = checkpoint.load(work / "fast" / "checkpoint")
    assert state["steps"] == 12 and state["places"] > 12 * 500 and set(arrays) == {"average"}
    assert state["curve"][-1]["loss"] < state["curve"][0]["loss"]
    found = export(work, "fast", tmp_path, windows=2, say=lambda line: None)
    assert found["largest error of the float32 graph"] < 1e-3
    assert json.loads((tmp_path / "config.json").read_text())["training"]["tokens"] == state["places"]


def test_a_halved_checkpoint_is_the_same_to_three_digits(tmp_path):
    values = np.linspace(-2, 2, 1001, dtype=np.float32)
    checkpoint.save(tmp_path / "whole", Shape(10), {"average": values, "last": values}, {"steps": 3})
    checkpoint.halve(tmp_path / "whole", tmp_path / "half")
    shape, arrays, state = checkpoint.load(tmp_path / "half")
    assert shape == Shape(10) and state == {"steps": 3} and set(arrays) == {"average"}
    assert np.allclose(arrays["average"], values, atol=1e-3) and arrays["average"].dtype == np.float32
    assert (tmp_path / "half" / "part-000.bin").stat().st_size == 2 * len(values)


def test_a_leap_of_the_loss_takes_the_run_back(work, packed, lexicon):
    options = {"work": str(work), "name": "leap", "heldout": 2, "decay": 0.02}
    denoiser = Denoiser(Shape(len(lexicon), 128, 2, 4, 256))
    run = AcceleratedRun(options, denoiser, packed, lexicon, optimiser_of, torch.enable_grad)
    run.state["steps"] = 1
    run.report(1.0, 5.0, 0.0)
    before = run.flat.clone()
    run.flat.add_(1.0)
    run.report(2.0, float("nan"), 0.0)
    assert torch.equal(run.flat, before) and run.scale == 0.5
    assert torch.equal(denoiser.bias.detach(), before[-denoiser.bias.numel() :]) or torch.isfinite(denoiser.bias).all()
    run.report(3.0, 5.2, 0.0)
    assert len(run.state["curve"]) == 2


def test_a_deeper_model_begins_as_the_shallow_one_twice(lexicon):
    torch.manual_seed(0)
    shallow = Denoiser(Shape(len(lexicon), 128, 2, 4, 256))
    deep = deepened(shallow, 5, dropout=0.1)
    assert deep.shape.layers == 5
    for number in range(5):
        assert torch.equal(deep.layers[number].qkv.weight, shallow.layers[number % 2].qkv.weight)
    assert torch.equal(deep.words.weight, shallow.words.weight) and deep.layers[0].drop.p == 0.1


def test_a_poem_settles_from_its_beginning_on():
    line = np.repeat(np.arange(8), 10)
    random = SimpleNamespace(random=lambda: 0.0)
    hidden = onward(line, random, 0.5)
    assert (np.diff(hidden) >= 0).all() and hidden[0] == 0 and hidden[-1] == 1
    assert onward(line, random, 1.0).mean() > onward(line, random, 0.2).mean()
