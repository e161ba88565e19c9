"""Ids that stand twice, found with eight bytes an id."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def hash_id(name: str) -> int:
    """64 bits of a name, the same in every process.

    Two different names among n share them with a probability of about n²/2⁶⁵: 3 in a million for ten
    million ids. Equal names always do, so that no repeated id is missed.
    """
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")


class SeenIds:
    """The hashes seen so far, sorted: eight bytes each, and as much again while some are added."""

    def __init__(self) -> None:
        self._known: NDArray[np.uint64] = np.empty(0, dtype=np.uint64)

    def add(self, codes: NDArray[np.uint64]) -> int | None:
        """Add hashes that differ among themselves, or return one that had been seen and add none.

        Args:
            codes: shape (n,).
        """
        if len(self._known) and len(codes):
            places = np.searchsorted(self._known, codes).clip(max=len(self._known) - 1)
            again = codes[self._known[places] == codes]
            if len(again):
                return int(again[0])
        self._known = np.concatenate([self._known, codes])
        self._known.sort(kind="stable")
        return None
