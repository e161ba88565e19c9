"""Masked-language-modelling corruption (Devlin et al. 2019, arXiv:1810.04805)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def mask_tokens(
    ids: NDArray[np.int64],
    rate: float,
    rng: np.random.Generator,
    *,
    mask_id: int,
    vocab_size: int,
    special_ids: tuple[int, ...],
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Choose ``rate`` of the ordinary positions; 80 % become the mask, 10 % a random piece, 10 % stay.

    Args:
        ids: piece ids, any shape.
        rate: share of the ordinary positions that is chosen.
        rng: source of all draws.
        mask_id: id of the mask.
        vocab_size: random pieces are drawn below it.
        special_ids: never chosen.

    Returns:
        The corrupted ids and the chosen positions, both of the shape of ``ids``.
    """
    chosen = (rng.random(ids.shape) < rate) & ~np.isin(ids, special_ids)
    fate = rng.random(ids.shape)
    corrupted = np.where(chosen & (fate < 0.8), mask_id, ids)
    random_ids = rng.integers(0, vocab_size, size=ids.shape)
    return np.where(chosen & (fate >= 0.9), random_ids, corrupted), chosen
