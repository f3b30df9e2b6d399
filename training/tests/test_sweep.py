"""Short runs with one thing changed."""

import json
import math

import numpy as np
import pytest
import torch

from training import batches, checkpoint, masks, prompts, sweep
from training.batches import hide
from training.canvas import SLOT, SYLLABLES
from training.model import Denoiser, Shape
from training.packing import Pack
from training.prompts import Prompter

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
    table = sweep.table(["as it is", "mean"], work, list(sweep.YARDSTICKS))
    gain = ends[1]["original"][1] - ends[0]["original"][1]
    assert f"| alike | {ends[1]['original'][1]:.3f} ({gain:+.3f})" in table
    assert f"{ends[1]['common']:.3f}" in table


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


def test_a_smaller_vocabulary_makes_strangers_of_the_rarer_words(work, lexicon, monkeypatch):
    monkeypatch.setattr(prompts.Prompter, "knows", prompts.Prompter.knows)
    prompter = Prompter(Pack.load(work / "pack"), lexicon)
    known = [word for word in range(lexicon.first_word, len(lexicon)) if prompter.knows(word)]
    sweep.keep_words(5)(work)
    kept = [word for word in known if prompter.knows(word)]
    assert len(kept) == 5
    assert min(lexicon.counts[kept]) >= max(lexicon.counts[word] for word in known if word not in kept)
    guests: dict = {}
    stranger = next(word for word in known if word not in kept)
    assert prompter.token(stranger, guests) == lexicon.guests[0]


def test_a_canvas_can_say_less(work, lexicon, monkeypatch):
    monkeypatch.setattr(batches, "sequence", batches.sequence)
    pack = Pack.load(work / "pack")
    window = sweep.measure.heldout_windows(pack, lexicon, True, 1)[0]

    def drawn():
        masked = masks.draw_mask(window.canvas, np.random.default_rng(2), 0.5)
        return masked, hide(window, masked)

    masked, whole = drawn()
    sweep.hide_features(SLOT)(work)
    masked_again, less = drawn()
    assert (masked == masked_again).all()
    assert not less.features[:, SLOT].any()
    assert whole.features[:, SLOT].any()
    assert (less.features[:, SYLLABLES] == whole.features[:, SYLLABLES]).all()


def test_common_words_are_measured_among_themselves(work, lexicon, monkeypatch):
    monkeypatch.setattr(sweep, "COMMON", 5)
    torch.manual_seed(1)
    denoiser = Denoiser(Shape(len(lexicon), width=16, layers=1, heads=2, inner=32))
    flat = checkpoint.flatten(denoiser)

    def loss() -> float:
        checkpoint.save(work / "common", denoiser.shape, {"average": flat.numpy()}, {})
        return sweep.common_loss(work, work / "common", 2)

    before = loss()
    assert 0 < before < 2 * math.log(lexicon.first_word + 5)
    rare = ~sweep.commonest(lexicon, 5)
    with torch.no_grad():
        denoiser.bias[rare] += 3
        denoiser.bias[lexicon.guests] += 3
    assert loss() == pytest.approx(before)
    with torch.no_grad():
        denoiser.bias[lexicon.first_word :][~rare[lexicon.first_word :]] -= 3
    assert loss() > before
