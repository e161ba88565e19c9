from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from depeche.articles import Article, Sentence
from depeche.encoding import EncodingSettings, SentenceEncoder
from depeche.labels import LABELS
from depeche.training.data import SentenceDataset

ARTICLES = [Article("a", tuple(Sentence("Le maire a parlé hier soir.", label=LABELS[0]) for _ in range(200)))]


@pytest.fixture
def encoder(tiny_encoders: dict[str, Path]) -> SentenceEncoder:
    return SentenceEncoder.from_folder(tiny_encoders["camembert"], EncodingSettings(64, 0, 0, False))


def pieces(dataset: SentenceDataset) -> np.ndarray:
    return np.array([dataset[i]["input_ids"] for i in range(len(dataset))])


def test_piece_dropout_masks_its_share_and_spares_special_tokens(encoder: SentenceEncoder) -> None:
    whole = pieces(SentenceDataset(ARTICLES, encoder))
    masked = pieces(SentenceDataset(ARTICLES, encoder, piece_dropout=0.2, seed=3))
    assert whole.shape == masked.shape
    changed = masked != whole
    assert (masked[changed] == encoder.mask_id).all()
    assert not changed[:, [0, -1]].any()
    assert 0.15 < changed[:, 1:-1].mean() < 0.25


def test_every_epoch_masks_others_and_an_epoch_always_the_same(encoder: SentenceEncoder) -> None:
    dataset = SentenceDataset(ARTICLES, encoder, piece_dropout=0.2, seed=3)
    first = pieces(dataset)
    dataset.set_epoch(1)
    assert (pieces(dataset) != first).any()
    dataset.set_epoch(0)
    assert (pieces(dataset) == first).all()


def test_every_epoch_swaps_the_names_of_other_articles_and_an_epoch_always_the_same(
    encoder: SentenceEncoder,
) -> None:
    texts = ("La Syrie a voté hier.", "Le Mali a voté hier.", "Le maire de Moscou a voté.")
    articles = [Article(f"a{i}", tuple(Sentence(t, label=LABELS[0]) for t in texts)) for i in range(20)]
    plain = SentenceDataset(articles, encoder)
    swapped = SentenceDataset(articles, encoder, swapped_share=0.5, seed=3)

    def changed(epoch: int) -> list[int]:
        plain.set_epoch(epoch)
        swapped.set_epoch(epoch)
        return [i // 3 for i in range(60) if plain[i] != swapped[i]]

    first, second = changed(0), changed(1)
    assert 4 <= len(set(first)) <= 16
    assert set(first) != set(second)
    assert changed(0) == first
    swapped.limit(10)
    assert len(swapped) == 10
    swapped.set_epoch(1)
    assert len(swapped.lengths()) == 10


def test_the_second_label_of_a_mixed_sentence_gets_its_share(encoder: SentenceEncoder) -> None:
    text = "Le maire a parlé hier soir."
    mixed = Sentence(text, label=LABELS[2], secondary=LABELS[0])
    dataset = SentenceDataset(
        [Article("a", (Sentence(text, label=LABELS[1]), mixed))], encoder, secondary_share=0.25
    )
    assert [dataset[i]["labels"] for i in range(2)] == [[0.0, 1.0, 0.0], [0.25, 0.0, 0.75]]
    dataset.soften(np.array([[1.0, 0.0, 0.0]] * 2), np.array([0.0, 0.5]))
    assert [dataset[i]["labels"] for i in range(2)] == [[0.0, 1.0, 0.0], [0.625, 0.0, 0.375]]
    assert dataset.labels == [1, 2]
