"""A sliding window over model inputs: batches of one length, each distinct input computed once."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from typing import TYPE_CHECKING

from depeche.inference.batching import TOKENS_PER_BATCH, pad

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from depeche.inference.backends import Backend

#: Distinct inputs that wait for neighbours of their length: more is less padding and more memory.
WINDOW = 2048


class Slot:
    """Where the logits of one distinct input will stand: ``logits`` of shape (3,), None until then."""

    __slots__ = ("ids", "logits", "number")

    def __init__(self, ids: tuple[int, ...], number: int) -> None:
        self.ids, self.number = ids, number
        self.logits: NDArray[np.float32] | None = None

    @property
    def key(self) -> tuple[int, int]:
        """Length, then age: the order that batches are cut from."""
        return len(self.ids), self.number


class SlidingWindow:
    """Collects inputs and computes them in batches of nearly equal length.

    Whenever more than ``window`` distinct inputs wait, one batch is computed: the input that has waited
    longest, and the ones nearest to it in length, as many as fit. So nobody waits for ever, and no batch but
    the last ones is small. Answers of the last inputs are kept: a sentence that comes again costs nothing.

    Args:
        backend: what computes the logits.
        pad_id: piece id that fills short inputs.
        window: most distinct inputs that wait, and most answers that are kept, at least 1.
        tokens: pieces in one padded batch; an input that is longer is a batch of its own.
    """

    def __init__(
        self, backend: Backend, pad_id: int, *, window: int = WINDOW, tokens: int = TOKENS_PER_BATCH
    ) -> None:
        self._backend, self._pad_id = backend, pad_id
        self._window, self._tokens = window, tokens
        self._known: dict[tuple[int, ...], Slot] = {}
        self._by_length: list[tuple[int, int, Slot]] = []
        self._by_age: deque[Slot] = deque()
        self._count = 0

    def add(self, ids: tuple[int, ...]) -> Slot:
        """Take an input; computes batches while too many wait.

        Returns:
            Its slot, the same for equal inputs; filled at the latest by :meth:`finish`.
        """
        slot = self._known.get(ids)
        if slot is None:
            slot = self._known[ids] = Slot(ids, self._count)
            self._count += 1
            insort(self._by_length, (*slot.key, slot))
            self._by_age.append(slot)
            while len(self._by_length) > self._window:
                self.advance()
            self._forget()
        return slot

    def advance(self) -> None:
        """Compute the batch of the input that has waited longest; one must wait."""
        self._compute(*self._around_oldest())

    def finish(self) -> None:
        """Compute what still waits, the shortest first."""
        while self._by_length:
            stop = 1
            while stop < len(self._by_length) and (stop + 1) * self._by_length[stop][0] <= self._tokens:
                stop += 1
            self._compute(0, stop)

    def _around_oldest(self) -> tuple[int, int]:
        while self._by_age[0].logits is not None:
            self._by_age.popleft()
        waiting = self._by_length
        start = bisect_left(waiting, self._by_age[0].key, key=lambda entry: entry[:2])
        stop = start + 1
        while True:
            size, longest = stop - start + 1, waiting[stop - 1][0]
            # What one more input would add in padding: itself if it is shorter, all others if it is longer.
            shorter = longest - waiting[start - 1][0] if start else None
            longer = (waiting[stop][0] - longest) * (size - 1) if stop < len(waiting) else None
            if shorter is not None and (longer is None or shorter <= longer):
                if size * longest > self._tokens:
                    return start, stop
                start -= 1
            elif longer is not None and size * waiting[stop][0] <= self._tokens:
                stop += 1
            else:
                return start, stop

    def _compute(self, start: int, stop: int) -> None:
        slots = [slot for _, _, slot in self._by_length[start:stop]]
        del self._by_length[start:stop]
        rows = self._backend.logits(*pad([slot.ids for slot in slots], self._pad_id))
        for slot, row in zip(slots, rows, strict=True):
            slot.logits = row

    def _forget(self) -> None:
        """Drop the oldest answers, so that memory stays what it is."""
        while len(self._known) > 2 * self._window:
            ids, slot = next(iter(self._known.items()))
            if slot.logits is None:
                return
            del self._known[ids]
