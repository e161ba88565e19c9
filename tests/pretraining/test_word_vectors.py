from __future__ import annotations

import sys

import numpy as np
import pytest

from depeche.errors import DepecheError
from depeche.pretraining.word_vectors import initialise_embeddings, train_word_vectors

ROWS, DIMENSION = 40, 16


def train(stream: np.ndarray, tokens: int) -> np.ndarray:
    return train_word_vectors(stream, ROWS, DIMENSION, tokens=tokens, epochs=3, workers=1, seed=1)


def two_worlds(count: int) -> np.ndarray:
    """Sentences of a thousand ids, in turn from 10…19 and from 20…29."""
    rng = np.random.default_rng(0)
    worlds = [
        rng.integers(10 if number % 2 else 20, 20 if number % 2 else 30, 1000) for number in range(count)
    ]
    return np.concatenate(worlds).astype(np.uint16)


def test_pieces_that_occur_have_vectors_and_those_that_keep_company_are_close() -> None:
    vectors = train(two_worlds(60), 60_000)
    assert vectors.shape == (ROWS, DIMENSION)
    assert np.flatnonzero(np.abs(vectors).sum(1)).tolist() == list(range(10, 30))
    known = vectors[10:30] / np.linalg.norm(vectors[10:30], axis=1, keepdims=True)
    likeness = known @ known.T
    assert likeness[:10, :10].mean() > likeness[:10, 10:].mean() + 0.3


def test_only_the_first_tokens_count() -> None:
    stream = np.asarray([7, 8] * 600 + [9] * 500, dtype=np.uint16)
    assert np.flatnonzero(np.abs(train(stream, 1200)).sum(1)).tolist() == [7, 8]
    assert np.flatnonzero(np.abs(train(stream, 10**6)).sum(1)).tolist() == [7, 8, 9]


def test_known_rows_are_scaled_and_the_others_keep_their_start() -> None:
    import torch

    embedding = torch.nn.Embedding(ROWS, DIMENSION)
    before = embedding.weight.detach().clone()
    vectors = np.zeros((ROWS, DIMENSION), dtype=np.float32)
    vectors[5:25] = np.random.default_rng(0).normal(3.0, 7.0, (20, DIMENSION))
    assert initialise_embeddings(embedding, vectors, 0.04) == 20
    after = embedding.weight.detach()
    assert torch.equal(after[:5], before[:5])
    assert torch.equal(after[25:], before[25:])
    assert float(after[5:25].std(correction=0)) == pytest.approx(0.04, rel=1e-4)
    assert after[5:25].mean(0).abs().max() < 1e-6
    correlation = np.corrcoef(after[5:25, 3].numpy(), vectors[5:25, 3])[0, 1]
    assert correlation == pytest.approx(1.0)


def test_without_gensim(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gensim.models", None)
    with pytest.raises(DepecheError, match=r"pip install gensim, or set word_vectors\.enabled=false"):
        train(two_worlds(1), 1000)
