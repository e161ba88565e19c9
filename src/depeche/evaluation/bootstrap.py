"""Intervals and comparisons that resample whole articles.

Sentences of one article are not independent: an interval that draws sentences would be too narrow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from depeche.evaluation.records import Scored
from depeche.evaluation.statistics import Floats, Statistic, confusions, f1_scores

#: Weights held at a time (32 MB), so that memory does not grow with sentences times samples.
_CELLS = 4_000_000


@dataclass(frozen=True)
class Interval:
    """A figure and the percentile interval of its bootstrap.

    ``low`` and ``high`` are None where there is one article only, which says nothing of others.
    """

    value: float
    low: float | None
    high: float | None

    def as_dict(self) -> dict[str, float | None]:
        """The three numbers, ready for JSON."""
        return {"value": self.value, "low": self.low, "high": self.high}


def bootstrap_interval(
    scored: Scored, statistic: Statistic, samples: int = 1000, *, seed: int, level: float = 0.95
) -> Interval:
    """A figure with its bootstrap interval by article, see :func:`bootstrap_intervals`."""
    return bootstrap_intervals(scored, {"figure": statistic}, samples, seed=seed, level=level)["figure"]


def bootstrap_intervals(
    scored: Scored,
    statistics: Mapping[str, Statistic],
    samples: int = 1000,
    *,
    seed: int,
    level: float = 0.95,
) -> dict[str, Interval]:
    """Figures with their percentile bootstrap intervals, all from the same draws of articles.

    Args:
        scored: the sentences.
        statistics: name → function, see :mod:`depeche.evaluation.statistics`.
        samples: number of draws, each of as many articles as there are, with replacement.
        seed: of the draws.
        level: share of the draws that the interval holds.

    Returns:
        Name → interval. Source: Efron and Tibshirani (1993), *An introduction to the bootstrap*, ch. 13.
    """
    names, article_of = np.unique(np.array(scored.articles), return_inverse=True)
    once = np.ones((1, len(article_of)))
    values = {name: float(statistic(scored, once)[0]) for name, statistic in statistics.items()}
    if len(names) < 2:
        return {name: Interval(value, None, None) for name, value in values.items()}
    draws: dict[str, list[Floats]] = {name: [] for name in statistics}
    for weights in article_weights(article_of, samples, seed):
        for name, statistic in statistics.items():
            draws[name].append(statistic(scored, weights))
    tail = 50 * (1 - level)
    intervals = {}
    for name, value in values.items():
        low, high = np.percentile(np.concatenate(draws[name]), [tail, 100 - tail])
        intervals[name] = Interval(value, float(low), float(high))
    return intervals


def article_weights(article_of: NDArray[np.intp], samples: int, seed: int) -> Iterator[Floats]:
    """Draw articles with replacement: how often each sentence counts, in blocks of shape (some, n).

    Args:
        article_of: number of the article of each sentence, from 0; shape (n,).
        samples: rows of all blocks together.
        seed: of the draws.
    """
    rng = np.random.default_rng(seed)
    articles = int(article_of.max()) + 1
    block = max(1, _CELLS // len(article_of))
    for start in range(0, samples, block):
        counts = rng.multinomial(articles, np.full(articles, 1 / articles), size=min(block, samples - start))
        yield counts[:, article_of].astype(np.float64)


@dataclass(frozen=True)
class PairedComparison:
    """Two systems on the same sentences.

    Attributes:
        difference: name of a figure → that of the first system minus that of the second, with its interval.
        p_value: of an approximate randomisation of macro-F1 by article (two-sided): how often so large a
            difference comes from swapping the systems' answers in whole articles by lot.
        only_first: sentences that only the first system has right.
        only_second: sentences that only the second has right.
        mcnemar_p: exact McNemar test of the last two; takes sentences for independent, so too small.
    """

    difference: dict[str, Interval]
    p_value: float
    only_first: int
    only_second: int
    mcnemar_p: float


def paired_comparison(
    first: Scored,
    second: Scored,
    statistics: Mapping[str, Statistic],
    samples: int = 1000,
    *,
    seed: int,
    level: float = 0.95,
) -> PairedComparison:
    """Compare two systems by article.

    Args:
        first: answers of one system.
        second: those of the other, on the same sentences in the same order.
        statistics: the figures to take the difference of.
        samples: draws of the bootstrap, and of the randomisation.
        seed: of both.
        level: of the intervals.

    Raises:
        ValueError: the two do not hold the same sentences.
    """
    from scipy.stats import binomtest  # type: ignore[import-untyped]

    if first.articles != second.articles or not np.array_equal(first.gold, second.gold):
        raise ValueError("the two systems were not scored on the same sentences with the same gold labels")

    def difference_in(statistic: Statistic) -> Statistic:
        return lambda scored, weights: statistic(scored, weights) - statistic(second, weights)

    difference = bootstrap_intervals(
        first, {name: difference_in(s) for name, s in statistics.items()}, samples, seed=seed, level=level
    )
    right_first, right_second = first.predicted == first.gold, second.predicted == second.gold
    only_first = int((right_first & ~right_second).sum())
    only_second = int((right_second & ~right_first).sum())
    parted = only_first + only_second
    return PairedComparison(
        difference=difference,
        p_value=randomisation_p(first, second, samples, seed=seed),
        only_first=only_first,
        only_second=only_second,
        mcnemar_p=float(binomtest(only_first, parted).pvalue) if parted else 1.0,
    )


def randomisation_p(first: Scored, second: Scored, samples: int = 1000, *, seed: int) -> float:
    """Two-sided p-value of a difference in macro-F1, by approximate randomisation of whole articles.

    Source: Noreen (1989); Yeh (2000), *More accurate tests for the statistical significance of result
    differences*. The observed order counts as one of the draws, so that p is never 0.
    """
    _, article_of = np.unique(np.array(first.articles), return_inverse=True)
    of_article = np.eye(int(article_of.max()) + 1)[article_of].T
    matrices_first = confusions(first.gold, first.predicted, of_article)
    matrices_second = confusions(second.gold, second.predicted, of_article)
    swapped = np.random.default_rng(seed).integers(0, 2, size=(samples, len(of_article))).astype(np.float64)
    moved = np.tensordot(swapped, matrices_second - matrices_first, axes=1)

    def gap(shift: Floats) -> Floats:
        one = f1_scores(matrices_first.sum(axis=0) + shift).mean(axis=1)
        other = f1_scores(matrices_second.sum(axis=0) - shift).mean(axis=1)
        difference: Floats = np.abs(one - other)
        return difference

    observed = gap(np.zeros((1, *moved.shape[1:])))[0]
    as_large = int((gap(moved) >= observed - 1e-12).sum())
    return (as_large + 1) / (samples + 1)
