"""What a size costs."""

import pytest

from training import sizes
from training.lexicon import MASK
from training.model import Shape


def test_a_sonnet_has_fourteen_lines_and_asks_for_what_is_masked():
    tokens, features, places = sizes.sonnet(1.0)
    assert places.size == 14 * 11
    assert (tokens[0, places] == MASK).all()
    assert features.shape == (1, tokens.shape[1], 6)
    assert sizes.sonnet(0.125)[2].size < 40


def test_a_larger_denoiser_weighs_more_and_each_has_a_row(monkeypatch):
    pytest.importorskip("onnxruntime")
    monkeypatch.setattr(sizes, "VOCABULARY", 6400)
    shapes = {"one layer": Shape(6400, 64, 1, 4, 128), "two layers": Shape(6400, 64, 2, 4, 128)}
    found = sizes.measure(shapes, threads=1, rounds=1)
    assert found["one layer"][0] < found["two layers"][0]
    assert all(taken > 0 for row in found.values() for taken in row[1:])
    assert "| two layers | " in sizes.table(found)
