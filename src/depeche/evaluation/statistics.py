"""The figures as functions of sentence weights, many weightings at once: what the bootstrap needs.

A *statistic* takes a :class:`Scored` of n sentences and whole-number weights of shape (samples, n), how
often each sentence counts in each sample, and returns one value a sample. A figure with nothing under
its fraction is 0, as with ``zero_division=0`` in scikit-learn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from depeche.evaluation.calibration import brier_terms, expected_calibration_error
from depeche.evaluation.records import Scored
from depeche.labels import LABELS

Floats = NDArray[np.float64]
Statistic = Callable[[Scored, Floats], Floats]

_CLASSES = len(LABELS)


def confusions(gold: NDArray[np.int64], predicted: NDArray[np.int64], weights: Floats) -> Floats:
    """Weighted confusion matrices, rows gold and columns predicted; shape (samples, 3, 3)."""
    cells = np.eye(_CLASSES**2)[gold * _CLASSES + predicted]
    matrices: Floats = (weights @ cells).reshape(-1, _CLASSES, _CLASSES)
    return matrices


def f1_scores(matrices: Floats) -> Floats:
    """F1 of each class, shape (samples, 3)."""
    hits = np.diagonal(matrices, axis1=1, axis2=2)
    return _ratio(2 * hits, matrices.sum(axis=1) + matrices.sum(axis=2))


def macro_f1(scored: Scored, weights: Floats) -> Floats:
    """Mean of the F1 of the three classes."""
    return macro_f1_over(range(_CLASSES))(scored, weights)


def macro_f1_over(classes: Sequence[int]) -> Statistic:
    """The statistic: mean of the F1 of some classes only."""

    def statistic(scored: Scored, weights: Floats) -> Floats:
        scores = f1_scores(confusions(scored.gold, scored.predicted, weights))
        mean: Floats = scores[:, list(classes)].mean(axis=1)
        return mean

    return statistic


def accuracy(scored: Scored, weights: Floats) -> Floats:
    """Share of sentences with the right label."""
    return _ratio(weights @ (scored.gold == scored.predicted), weights.sum(axis=1))


def mcc(scored: Scored, weights: Floats) -> Floats:
    """Matthews correlation for several classes.

    Source: Gorodkin (2004), *Comparing two K-category assignments by a K-category correlation coefficient*.
    """
    matrices = confusions(scored.gold, scored.predicted, weights)
    gold, predicted = matrices.sum(axis=2), matrices.sum(axis=1)
    total, right = matrices.sum(axis=(1, 2)), np.trace(matrices, axis1=1, axis2=2)
    covariance = right * total - (gold * predicted).sum(axis=1)
    spread = (total**2 - (gold**2).sum(axis=1)) * (total**2 - (predicted**2).sum(axis=1))
    return _ratio(covariance, np.sqrt(spread))


def precision_of(label: int) -> Statistic:
    """The statistic: share of the sentences given this label that deserve it."""

    def statistic(scored: Scored, weights: Floats) -> Floats:
        matrices = confusions(scored.gold, scored.predicted, weights)
        return _ratio(matrices[:, label, label], matrices[:, :, label].sum(axis=1))

    return statistic


def recall_of(label: int) -> Statistic:
    """The statistic: share of the sentences of this label that are found."""

    def statistic(scored: Scored, weights: Floats) -> Floats:
        matrices = confusions(scored.gold, scored.predicted, weights)
        return _ratio(matrices[:, label, label], matrices[:, label, :].sum(axis=1))

    return statistic


def f1_of(label: int) -> Statistic:
    """The statistic: F1 of one label."""
    return macro_f1_over([label])


def brier(scored: Scored, weights: Floats) -> Floats:
    """Multi-class Brier score, see :func:`depeche.evaluation.calibration.brier`."""
    return _ratio(weights @ brier_terms(scored.gold, scored.probabilities), weights.sum(axis=1))


def calibration_error(scored: Scored, weights: Floats) -> Floats:
    """Expected calibration error in ten bins, see :func:`expected_calibration_error`."""
    sentences = np.arange(len(scored.gold))
    drawn = (np.repeat(sentences, row) for row in weights.astype(np.int64))
    return np.array(
        [expected_calibration_error(scored.gold[rows], scored.probabilities[rows]) for rows in drawn]
    )


def _ratio(above: Floats, below: Floats) -> Floats:
    above, below = np.asarray(above, dtype=np.float64), np.asarray(below, dtype=np.float64)
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)
