"""Short runs with one thing changed."""

import json

import pytest
import torch

from training import batches, sweep
from training.model import Denoiser, Shape

TINY = {"width": 128, "layers": 2, "heads": 4, "inner": 256, "budget": 200, "sync": 2, "heldout": 2}


@pytest.fixture
def variants(monkeypatch):
    mean = sweep.Variant("alike", TINY, {"batches.LOSS_EXPONENT": 0.0})
    monkeypatch.setattr(sweep, "VARIANTS", {"as it is": sweep.Variant("plain", TINY), "mean": mean})
    # A variant changes constants for the rest of its process; here they must come back.
    monkeypatch.setattr(batches, "LOSS_EXPONENT", batches.LOSS_EXPONENT)


def test_a_variant_changes_one_thing_and_leaves_its_end_behind(variants, work):
    for name in ("as it is", "mean"):
        sweep.run_one(name, work, 4)
    assert batches.LOSS_EXPONENT == 0.0
    ends = [json.loads((work / folder / "end.json").read_text()) for folder in ("sweep-as-it-is", "sweep-mean")]
    assert [end["steps"] for end in ends] == [4, 4]
    assert ends[0]["original"] != ends[1]["original"]
    assert not (work / "sweep-mean" / "checkpoint").exists()
    table = sweep.table(["as it is", "mean"], work)
    gain = ends[1]["original"][1] - ends[0]["original"][1]
    assert f"| alike | {ends[1]['original'][1]:.3f} ({gain:+.3f})" in table


def test_what_has_an_end_is_not_run_again(variants, work, monkeypatch):
    for name in ("as it is", "mean"):
        (work / sweep.run_name(name)).mkdir(exist_ok=True)
        (work / sweep.run_name(name) / "end.json").write_text("{}")
    monkeypatch.setattr(sweep.subprocess, "Popen", lambda *_, **__: pytest.fail("ran"))
    sweep.run_all(["as it is", "mean"], work, 4, 2)


def test_words_can_begin_from_their_neighbours(work, lexicon, monkeypatch):
    def whole(denoiser, lexicon, model, layers):
        assert layers == 0

    monkeypatch.setattr(sweep.beginning, "begin_from_minilm", whole)
    monkeypatch.setattr(sweep.train, "begin_from_minilm", whole)
    sweep.neighbours(work)
    denoiser = Denoiser(Shape(len(lexicon), width=16, layers=1, heads=2, inner=32))
    before = denoiser.words.weight.detach().clone()
    sweep.train.begin_from_minilm(denoiser, lexicon, None, 6)
    after = denoiser.words.weight.detach()
    assert torch.isfinite(after).all()
    assert not torch.equal(after[lexicon.first_word :], before[lexicon.first_word :])
