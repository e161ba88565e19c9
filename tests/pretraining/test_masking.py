from __future__ import annotations

import numpy as np
import pytest

from depeche.pretraining.masking import mask_tokens

MASK, VOCABULARY, SPECIAL = 4, 50_000, (0, 1, 2, 3, 4)


def masked(rate: float, shape: tuple[int, ...] = (1000, 300), seed: int = 0):
    ids = np.random.default_rng(seed).integers(0, VOCABULARY, shape)
    ids[..., 0], ids[..., -1], ids[..., 5] = 0, 2, 4
    corrupted, chosen = mask_tokens(
        ids,
        rate,
        np.random.default_rng(seed + 1),
        mask_id=MASK,
        vocab_size=VOCABULARY,
        special_ids=SPECIAL,
    )
    return ids, corrupted, chosen


@pytest.mark.parametrize("rate", [0.15, 0.25])
def test_rates(rate: float) -> None:
    ids, corrupted, chosen = masked(rate)
    ordinary = ~np.isin(ids, SPECIAL)
    assert chosen[ordinary].mean() == pytest.approx(rate, abs=0.005)
    before, after = ids[chosen], corrupted[chosen]
    assert (after == MASK).mean() == pytest.approx(0.8, abs=0.01)
    assert (after == before).mean() == pytest.approx(0.1, abs=0.01)
    random = after[(after != MASK) & (after != before)]
    assert len(random) / len(after) == pytest.approx(0.1, abs=0.01)
    assert random.min() >= 0
    assert random.max() < VOCABULARY
    assert random.mean() == pytest.approx(VOCABULARY / 2, rel=0.05)


def test_special_pieces_are_never_chosen_and_the_rest_is_untouched() -> None:
    ids, corrupted, chosen = masked(0.9)
    assert not chosen[np.isin(ids, SPECIAL)].any()
    assert (corrupted[~chosen] == ids[~chosen]).all()


def test_every_place_can_be_chosen_and_rows_differ() -> None:
    _, _, chosen = masked(0.25)
    places = chosen[:, [*range(1, 5), *range(6, 299)]].mean(0)
    assert places.min() > 0.15
    assert places.max() < 0.35


def test_the_generator_decides() -> None:
    assert (masked(0.25, seed=3)[1] == masked(0.25, seed=3)[1]).all()
    ids = np.full((100, 100), 9)
    draws = [
        mask_tokens(
            ids, 0.25, np.random.default_rng(seed), mask_id=MASK, vocab_size=VOCABULARY, special_ids=SPECIAL
        )[1]
        for seed in (1, 2)
    ]
    assert (draws[0] != draws[1]).any()
