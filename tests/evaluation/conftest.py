from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from depeche.evaluation.records import Scored


@pytest.fixture
def make_scored() -> Callable[..., Scored]:
    """Build a `Scored` of random sentences, of which about ``right`` are answered rightly."""

    def build(
        n: int = 240, articles: int = 12, right: float = 0.7, seed: int = 0, answers: int = 0
    ) -> Scored:
        gold = np.random.default_rng(seed).integers(0, 3, n)
        rng = np.random.default_rng([seed, answers])
        chosen = np.where(rng.random(n) < right, gold, (gold + rng.integers(1, 3, n)) % 3)
        sure = rng.uniform(0.4, 0.95, n)
        probabilities = np.repeat((1 - sure)[:, None] / 2, 3, axis=1)
        probabilities[np.arange(n), chosen] = sure
        return Scored(
            gold=gold,
            probabilities=probabilities,
            articles=tuple(f"a{i % articles}" for i in range(n)),
            tags={"style": tuple("dépêche" if i % 3 else "tribune" for i in range(n))},
        )

    return build
