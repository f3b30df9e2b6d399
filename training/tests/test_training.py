"""From a tiny corpus to a model file, in seconds."""

import hashlib
import json

import numpy as np
import pytest
import torch

from training import checkpoint, measure
from training.batches import batches_of, hide
from training.blend import blend
from training.calibrate import calibrate
from training.candidates import Candidates
from training.evaluate import evaluate
from training.export import compare, export
from training.graph import build_graph
from training.model import Denoiser, Shape
from training.ngram import TwoSided
from training.record import write_record
from training.release import write_config, write_heldout
from training.reopen import reopen
from training.schedule import learning_rate, original_share
from training.session import Session, log_likelihood
from training.train import train
from training.voice_words import LEAST, MOST

TINY = {"width": 128, "layers": 2, "heads": 4, "inner": 256, "budget": 200, "sync": 2, "heldout": 2, "name": "tiny"}


@pytest.fixture(scope="session")
def trained(work):
    options = {**TINY, "work": str(work), "processes": 1, "peak": 3e-3, "report": 1e9}
    train({**options, "steps": 6})
    train({**options, "steps": 14})
    return work


def test_a_run_resumes_where_it_stopped(trained):
    _, arrays, state = checkpoint.load(trained / "tiny" / "checkpoint")
    assert state["steps"] == 14 and state["moments"] == 14
    assert [point["steps"] for point in state["curve"]] == [6, 14]
    assert set(arrays) == {"average", "last", "exp_avg", "exp_avg_sq"}


def test_the_loss_falls(trained):
    curve = checkpoint.load(trained / "tiny" / "checkpoint")[2]["curve"]
    assert curve[-1]["loss"] < curve[0]["loss"]


def test_two_processes_end_with_one_model(work):
    train({**TINY, "work": str(work), "name": "pair", "processes": 2, "steps": 4, "report": 1e9})
    state = checkpoint.load(work / "pair" / "checkpoint")[2]
    assert state["steps"] == 4 and state["curve"][-1]["places"] > state["places"]


def test_checkpoints_are_split_into_small_parts(tmp_path, monkeypatch):
    monkeypatch.setattr(checkpoint, "SHARD", 1000)
    values = np.arange(2500, dtype=np.float32)
    checkpoint.save(tmp_path / "one", Shape(10), {"a": values[:700], "b": values[700:]}, {"steps": 3})
    assert len(list((tmp_path / "one").glob("part-*.bin"))) == 3
    shape, arrays, state = checkpoint.load(tmp_path / "one")
    assert shape == Shape(10) and state == {"steps": 3}
    assert np.array_equal(arrays["a"], values[:700]) and np.array_equal(arrays["b"], values[700:])


def test_the_exported_model_keeps_the_contract(trained, tmp_path):
    found = export(trained, "tiny", tmp_path, windows=2, say=lambda line: None)
    assert found["largest error of the float32 graph"] < 1e-3
    assert found["held-out loss, int8"] == pytest.approx(found["held-out loss, float32"], abs=0.05)
    config = json.loads((tmp_path / "config.json").read_text())
    assert config["vocabulary"] == len(json.loads((tmp_path / "lexicon.json").read_text())["tokens"])
    assert config["training"]["tokens"] > 0 and set(config["training"]["heldout"]) == {"0.15", "0.5", "0.85"}
    for name, expected in json.loads((tmp_path / "checksums.json").read_text()).items():
        assert hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() == expected
    rows = evaluate(trained, tmp_path, count=2, say=lambda line: None)
    assert all(np.isfinite(row["all"]) for row in rows.values())
    write_heldout(tmp_path, rows)
    written = json.loads((tmp_path / "config.json").read_text())["training"]["heldoutOldVerse"]
    assert written["0.5"] == round(rows["old, held out", 0.5]["all"], 4)
    sums = json.loads((tmp_path / "checksums.json").read_text())
    assert sums["config.json"] == hashlib.sha256((tmp_path / "config.json").read_bytes()).hexdigest()
    write_record(trained / "tiny", tmp_path / "runs")
    assert (tmp_path / "runs" / "curve.svg").read_text().startswith("<svg")


@pytest.mark.parametrize("weights, error", [("float", 1e-3), ("int8", 1.0)])
def test_every_kind_of_graph_answers_as_torch_does(packed, lexicon, weights, error):
    torch.manual_seed(0)
    denoiser = Denoiser(Shape(len(lexicon), 128, 2, 4, 256)).eval()
    with torch.no_grad():
        for parameter in denoiser.parameters():
            parameter.mul_(2).add_(0.01 * torch.randn(parameter.shape))
    windows = measure.heldout_windows(packed, lexicon, True, 2) + measure.heldout_windows(packed, lexicon, False, 2)
    batch = batches_of(measure.masked_examples(windows, 0.5)[0], 4000)[0]
    assert len(batch.tokens) > 1 and (batch.attention == 0).any(), "rows of different length"
    session = Session(build_graph(denoiser, weights).SerializeToString())
    assert compare(denoiser, session, batch) < error


def test_the_graph_chooses_the_best_tokens_after_their_gains(packed, lexicon):
    torch.manual_seed(0)
    session = Session(build_graph(Denoiser(Shape(len(lexicon), 128, 2, 4, 256)).eval()).SerializeToString())
    batch = batches_of(measure.masked_examples(measure.heldout_windows(packed, lexicon, True, 1), 0.5)[0], 4000)[0]
    gains = np.random.default_rng(0).normal(0, 2, len(lexicon)).astype(np.float32)
    inputs = session.inputs(batch.tokens, batch.features, batch.attention, batch.topic, batch.open) | {"gains": gains}
    plain = session.logits(batch)
    logits, best, best_logits = session.session.run(["logits", "best", "best_logits"], inputs)
    assert np.abs(logits - plain - gains).max() < 1e-4
    count = best.shape[1]
    assert np.array_equal(best_logits, -np.sort(-logits, 1)[:, :count])
    assert np.array_equal(np.take_along_axis(logits, best, 1), best_logits)


def test_a_voice_is_told_by_what_it_says_more_often_than_the_others(packed, lexicon, trained, tmp_path):
    export(trained, "tiny", tmp_path, windows=2, say=lambda line: None)
    found = json.loads((tmp_path / "voices.json").read_text())["voices"]
    assert set(found) == set(lexicon.voices)
    for words in found.values():
        assert all(word in lexicon.index and LEAST <= nats <= MOST for word, nats in words.items())


def test_a_row_does_not_see_its_company(packed, lexicon):
    torch.manual_seed(0)
    session = Session(build_graph(Denoiser(Shape(len(lexicon), 128, 2, 4, 256)).eval(), "float").SerializeToString())
    windows = measure.heldout_windows(packed, lexicon, True, 2) + measure.heldout_windows(packed, lexicon, False, 2)
    examples = measure.masked_examples(windows, 0.5)[0]
    together = batches_of(examples, 10_000)[0]
    alone = [batches_of([example], 10_000)[0] for example in sorted(examples, key=lambda one: len(one.tokens))]
    apart = np.concatenate([session.logits(batch) for batch in alone])
    assert np.abs(session.logits(together) - apart).max() < 1e-4


def test_a_shipped_model_is_read_back_as_it_was_written(lexicon, tmp_path):
    torch.manual_seed(0)
    shape = Shape(len(lexicon), 128, 2, 4, 512)
    written = build_graph(Denoiser(shape)).SerializeToString()
    (tmp_path / "denoiser.onnx").write_bytes(written)
    write_config(tmp_path, lexicon, shape.width, shape.layers, shape.heads, shape.topic_width, {})
    assert build_graph(reopen(tmp_path)).SerializeToString() == written


def test_a_blend_lies_between_what_a_run_began_from_and_what_it_became(trained, tmp_path):
    export(trained, "tiny", tmp_path / "begun", windows=1, say=lambda line: None)
    begun = checkpoint.flatten(reopen(tmp_path / "begun"))
    shape, arrays, state = checkpoint.load(trained / "tiny" / "checkpoint")
    trained_on = torch.from_numpy(arrays["average"]) + 0.25
    checkpoint.save(tmp_path / "on" / "checkpoint", shape, {"average": trained_on.numpy()}, state)
    for share in (0, 0.5, 1):
        path = blend(tmp_path, "on", tmp_path / "begun", share)
        mixed = torch.from_numpy(checkpoint.load(path)[1]["average"])
        assert torch.allclose(mixed, (1 - share) * begun + share * trained_on, atol=1e-6)


def test_the_loss_weighs_a_lone_slot_more_but_not_as_much_as_all(packed, lexicon):
    window = measure.heldout_windows(packed, lexicon, False, 1)[0]
    size = len(window.canvas.tokens)
    few, many = np.zeros(size, bool), np.ones(size, bool)
    few[:2] = True
    batch = batches_of([hide(window, few), hide(window, many)], 10_000)[0]
    assert batch.weights.sum() == pytest.approx(1)
    assert len(batch.weights) == size + 2
    assert batch.weights[0] / batch.weights[-1] == pytest.approx((size / 2) ** 0.5, rel=1e-4)


def test_candidates_estimate_the_whole_normaliser():
    random = np.random.default_rng(0)
    logits = random.standard_normal(3000)
    targets = np.array([5, 2900, 2000, 2900])
    whole = np.log(np.exp(logits).sum())
    estimates = []
    for _ in range(200):
        ids, weights, places = Candidates(3000, 100, 400).choose(targets, random)
        assert np.array_equal(ids[places], targets) and len(np.unique(ids)) == len(ids)
        estimates.append(np.exp(logits[ids] + weights).sum())
    assert np.log(np.mean(estimates)) == pytest.approx(whole, abs=0.02)


def test_the_two_sided_trigram_is_a_distribution(packed, lexicon):
    grams = TwoSided(packed, len(lexicon), np.ones(len(packed.runs), bool))
    for far, near in ((None, None), (None, 60), (60, 61), (0, 0)):
        assert grams.left.given(far, near).sum() == pytest.approx(1)
    window = measure.heldout_windows(packed, lexicon, False, 1)[0]
    masked = np.zeros(len(window.canvas.tokens), bool)
    masked[5] = True
    assert grams.log_probability(window.canvas, masked, 5) < 0


def test_the_learning_rate_follows_the_clock():
    assert learning_rate(1.0, 0) < 0.1
    assert learning_rate(1.0, 0.02) == pytest.approx(1.0)
    assert learning_rate(1.0, 1.0) == learning_rate(1.0, 7.0) == pytest.approx(0.01)
    assert original_share(0) < original_share(0.5) < original_share(1) == original_share(9)


def test_log_likelihoods_are_normalised():
    logits = np.random.default_rng(0).standard_normal((3, 7)).astype(np.float32)
    total = sum(np.exp(log_likelihood(logits, np.full(3, word))) for word in range(7))
    assert np.allclose(total, 1)


def test_habits_lose_and_nothing_gains(trained, lexicon, tmp_path):
    export(trained, "tiny", tmp_path, windows=1, say=lambda line: None)
    before = reopen(tmp_path).bias.detach().numpy().copy()
    poem = {"type": "poem", "topic": "rain", "text": "The robin sang\nThe rain came down"}
    lost = calibrate(trained, tmp_path, [poem] * 9, say=lambda line: None)
    assert lost[lexicon.index["robin"]] > 0
    assert lost[lexicon.index["rain"]] == 0, "the topic's own word is no habit"
    assert lost.min() == 0
    # Of "the … the … came down", more than people say, each little word loses the same, and the whole of it together.
    assert lost[lexicon.index["the"]] == lost[lexicon.index["and"]] < lost[lexicon.index["robin"]]
    assert np.allclose(before - reopen(tmp_path).bias.detach().numpy(), lost, atol=1e-5)
    sums = json.loads((tmp_path / "checksums.json").read_text())
    assert sums["denoiser.onnx"] == hashlib.sha256((tmp_path / "denoiser.onnx").read_bytes()).hexdigest()
