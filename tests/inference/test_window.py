from __future__ import annotations

import numpy as np
import pytest

from depeche.inference.window import SlidingWindow


class Recorder:
    """A backend that keeps the shapes of its batches; the logits tell the ids apart."""

    name = "recorder"

    def __init__(self) -> None:
        self.shapes: list[tuple[int, int]] = []
        self.rows = 0

    def logits(self, ids, mask):
        self.shapes.append(ids.shape)
        self.rows += len(ids)
        total = (ids * mask).sum(1)
        return np.stack([total, mask.sum(1), total % 7], axis=1).astype(np.float32)


def inputs(count: int, seed: int = 1) -> list[tuple[int, ...]]:
    rng = np.random.default_rng(seed)
    return [tuple(map(int, rng.integers(5, 9000, rng.integers(3, 60)))) for _ in range(count)]


def expected(ids: tuple[int, ...]) -> list[float]:
    return [float(np.float32(v)) for v in (sum(ids), len(ids), sum(ids) % 7)]


@pytest.mark.parametrize("window", [1, 7, 100, 10_000])
@pytest.mark.parametrize("tokens", [10, 500])
def test_every_input_gets_its_own_answer(window: int, tokens: int) -> None:
    backend = Recorder()
    sliding = SlidingWindow(backend, 1, window=window, tokens=tokens)
    items = inputs(300)
    slots = [sliding.add(ids) for ids in items]
    assert sum(slot.logits is None for slot in slots) <= window
    sliding.finish()
    assert [slot.logits.tolist() for slot in slots] == [expected(ids) for ids in items]
    assert all(rows * length <= tokens or rows == 1 for rows, length in backend.shapes)
    assert backend.rows == 300


def test_equal_inputs_are_computed_once_also_after_their_batch() -> None:
    backend = Recorder()
    sliding = SlidingWindow(backend, 1, window=10, tokens=100)
    first = sliding.add((5, 6, 7))
    assert sliding.add((5, 6, 7)) is first
    sliding.finish()
    assert sliding.add((5, 6, 7)) is first and backend.rows == 1


def test_batches_are_full_and_hold_little_padding() -> None:
    backend = Recorder()
    sliding = SlidingWindow(backend, 1, window=512, tokens=1024)
    items = inputs(4000)
    for ids in items:
        sliding.add(ids)
    streamed = list(backend.shapes)
    sliding.finish()
    # Sorted by length in windows, lengths from 3 to 59 leave a few per cent of padding; unsorted, half.
    padded = sum(rows * length for rows, length in backend.shapes)
    assert padded < 1.06 * sum(map(len, items))
    assert np.mean([rows * length for rows, length in streamed]) > 0.9 * 1024


def test_nobody_waits_for_ever() -> None:
    sliding = SlidingWindow(Recorder(), 1, window=50, tokens=200)
    lonely = sliding.add(tuple(range(5, 200)))  # far longer than all that follow
    for number in range(2000):
        sliding.add((5, 6, number))
        if lonely.logits is not None:
            break
    assert lonely.logits is not None and number <= 100


def test_memory_is_bounded() -> None:
    sliding = SlidingWindow(Recorder(), 1, window=20, tokens=100)
    for number in range(5000):
        sliding.add((5, 6, number))
    assert len(sliding._known) <= 41 and len(sliding._by_length) <= 20 and len(sliding._by_age) <= 200
