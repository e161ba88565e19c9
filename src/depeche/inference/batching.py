"""Model inputs in batches of similar length, answered in the order they came."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from depeche.encoding import ModelInput
    from depeche.inference.backends import Backend

#: Pieces in one padded batch. Small batches stay in the processor's cache and waste little padding.
TOKENS_PER_BATCH = 1024


def compute_logits(inputs: Sequence[ModelInput], backend: Backend, pad_id: int) -> NDArray[np.float32]:
    """Logits of shape (len(inputs), 3), in the order of ``inputs``; equal inputs are computed once."""
    unique = _by_length(inputs)
    places = {ids: place for place, ids in enumerate(unique)}
    results = np.empty((len(unique), 3), dtype=np.float32)
    for start, stop in _batches(unique):
        results[start:stop] = backend.logits(*pad(unique[start:stop], pad_id))
    return results[[places[item.ids] for item in inputs]]


def compute_piece_logits(
    inputs: Sequence[ModelInput], backend: Backend, pad_id: int
) -> list[NDArray[np.float32]]:
    """Logits of every piece, one array of shape (its length, tags) an input, in the order of ``inputs``."""
    unique = _by_length(inputs)
    results: dict[tuple[int, ...], NDArray[np.float32]] = {}
    for start, stop in _batches(unique):
        batch = unique[start:stop]
        for ids, rows in zip(batch, backend.logits(*pad(batch, pad_id)), strict=True):
            results[ids] = rows[: len(ids)]
    return [results[item.ids] for item in inputs]


def _by_length(inputs: Sequence[ModelInput]) -> list[tuple[int, ...]]:
    return sorted({item.ids for item in inputs}, key=lambda ids: (len(ids), ids))


def _batches(unique: Sequence[tuple[int, ...]]) -> Iterator[tuple[int, int]]:
    """First and last (not included) of each batch of inputs that are sorted by length."""
    start = 0
    while start < len(unique):
        # The longest of a batch is its last: take as many as fit under the budget.
        stop = start + 1
        while stop < len(unique) and (stop + 1 - start) * len(unique[stop]) <= TOKENS_PER_BATCH:
            stop += 1
        yield start, stop
        start = stop


def pad(batch: Sequence[tuple[int, ...]], pad_id: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Ids filled up to the longest of the batch, and the attention mask, both (n, length)."""
    length = max(map(len, batch))
    ids = np.full((len(batch), length), pad_id, dtype=np.int64)
    mask = np.zeros((len(batch), length), dtype=np.int64)
    for row, item in enumerate(batch):
        ids[row, : len(item)] = item
        mask[row, : len(item)] = 1
    return ids, mask


def softmax(logits: NDArray[np.float32], temperature: float) -> NDArray[np.float64]:
    """Probabilities of shape (n, 3), in double precision so that no two scores tie by rounding."""
    scaled = logits.astype(np.float64) / temperature
    scaled -= scaled.max(axis=-1, keepdims=True)
    exponentials = np.exp(scaled)
    probabilities: NDArray[np.float64] = exponentials / exponentials.sum(axis=-1, keepdims=True)
    return probabilities
