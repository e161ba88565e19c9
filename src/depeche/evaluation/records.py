"""`Scored`: the gold labels of a set of sentences beside what a system said of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from depeche.labels import LABELS


@dataclass(frozen=True, eq=False)
class Scored:
    """The sentences of an evaluation set with one system's answers.

    Attributes:
        gold: label ids, shape (n,).
        probabilities: one row a sentence, in the order of ``LABELS``, each summing to 1; shape (n, 3).
        articles: id of the article that each sentence stands in, n of them. Intervals go by article.
        tags: slice name → the value of each sentence, n of them.
    """

    gold: NDArray[np.int64]
    probabilities: NDArray[np.float64]
    articles: tuple[str, ...]
    tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        n = len(self.gold)
        if n == 0:
            raise ValueError("there is no sentence to score")
        if self.gold.shape != (n,) or not np.isin(self.gold, np.arange(len(LABELS))).all():
            raise ValueError(f"gold must be label ids from 0 to {len(LABELS) - 1}, shape (n,)")
        if self.probabilities.shape != (n, len(LABELS)):
            raise ValueError(
                f"probabilities have shape {self.probabilities.shape}, expected {(n, len(LABELS))}"
            )
        if not np.allclose(self.probabilities.sum(axis=1), 1.0, atol=1e-4) or (self.probabilities < 0).any():
            raise ValueError("probabilities must not be negative, and each row must sum to 1")
        for name, values in {"articles": self.articles, **self.tags}.items():
            if len(values) != n:
                raise ValueError(f"'{name}' has {len(values)} values for {n} sentences")

    @property
    def predicted(self) -> NDArray[np.int64]:
        """The most probable label id of each sentence, shape (n,); the first of equal ones."""
        best: NDArray[np.int64] = self.probabilities.argmax(axis=1).astype(np.int64)
        return best

    def where(self, mask: NDArray[np.bool_]) -> Scored:
        """The sentences at which ``mask``, shape (n,), is true.

        Raises:
            ValueError: there are none.
        """
        kept = np.flatnonzero(mask)
        return Scored(
            gold=self.gold[kept],
            probabilities=self.probabilities[kept],
            articles=tuple(self.articles[i] for i in kept),
            tags={name: tuple(values[i] for i in kept) for name, values in self.tags.items()},
        )
