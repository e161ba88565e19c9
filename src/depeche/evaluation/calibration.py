"""Whether stated probabilities can be taken at their word, and the temperature that mends them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ids = NDArray[np.int64]

#: Bounds of a fitted temperature; beyond them the fit follows a handful of sentences.
TEMPERATURE_RANGE = (0.25, 8.0)
#: With fewer sentences no temperature is fitted.
TEMPERATURE_SENTENCES = 30


def brier(gold: Ids, probabilities: Floats) -> float:
    """Multi-class Brier score: mean squared distance to the one-hot gold label, 0 (best) to 2.

    Source: Brier (1950), *Verification of forecasts expressed in terms of probability*.
    """
    return float(np.mean(brier_terms(gold, probabilities)))


def brier_terms(gold: Ids, probabilities: Floats) -> Floats:
    """What each sentence adds to the Brier score before the mean, shape (n,)."""
    target = np.eye(probabilities.shape[1])[gold]
    terms: Floats = ((probabilities - target) ** 2).sum(axis=1)
    return terms


@dataclass(frozen=True)
class ReliabilityBin:
    """Sentences of similar confidence: how sure the system was, and how often it was right.

    Attributes:
        low: smallest top probability in the bin.
        high: largest one.
        confidence: mean top probability.
        accuracy: share of right answers.
        count: number of sentences.
    """

    low: float
    high: float
    confidence: float
    accuracy: float
    count: int


def reliability_table(gold: Ids, probabilities: Floats, bins: int = 10) -> list[ReliabilityBin]:
    """Bins of (nearly) equal numbers of sentences by top probability, in rising order; none is empty."""
    confidence, right = _top(gold, probabilities)
    place = _equal_mass_bins(confidence, bins)
    return [
        ReliabilityBin(
            low=float(confidence[inside].min()),
            high=float(confidence[inside].max()),
            confidence=float(confidence[inside].mean()),
            accuracy=float(right[inside].mean()),
            count=int(inside.sum()),
        )
        for inside in (place == index for index in np.unique(place))
    ]


def expected_calibration_error(gold: Ids, probabilities: Floats, bins: int = 10) -> float:
    """Mean distance of confidence and accuracy over bins of equal mass, by the top label.

    Above 0 for a perfectly calibrated model too, and the more so the fewer the sentences: read it beside
    :func:`ece_of_calibrated_model`. Source: Naeini et al. (2015); equal mass: Nixon et al. (2019).

    Args:
        gold: label ids, shape (n,).
        probabilities: shape (n, classes).
        bins: number of bins; equal confidences never part, so there may be fewer.
    """
    confidence, right = _top(gold, probabilities)
    return _error(_equal_mass_bins(confidence, bins), confidence, right)


def ece_of_calibrated_model(
    probabilities: Floats, bins: int = 10, samples: int = 1000, *, rng: np.random.Generator
) -> tuple[float, float]:
    """The calibration error that chance alone gives, were the stated probabilities true.

    Draws the answers' being right from the top probabilities, again and again.

    Args:
        probabilities: shape (n, classes).
        bins: as for :func:`expected_calibration_error`.
        samples: number of draws.
        rng: source of chance.

    Returns:
        Mean and 95th percentile of the error. An error below the second is no sign of bad calibration.
    """
    confidence = probabilities.max(axis=1)
    place = _equal_mass_bins(confidence, bins)
    errors = [
        _error(place, confidence, (rng.random(len(confidence)) < confidence).astype(np.float64))
        for _ in range(samples)
    ]
    return float(np.mean(errors)), float(np.percentile(errors, 95))


def fit_temperature(logits: Floats, gold: Ids) -> float:
    """The temperature T for which ``softmax(logits / T)`` gives the gold labels the least surprise.

    Minimises the mean negative log-likelihood, which has one minimum in log T. Source: Guo et al. (2017),
    *On calibration of modern neural networks*.

    Args:
        logits: shape (n, classes), finite.
        gold: label ids, shape (n,).

    Returns:
        A number within ``TEMPERATURE_RANGE``; 1.0 with fewer than ``TEMPERATURE_SENTENCES`` sentences.
    """
    from scipy.optimize import minimize_scalar  # type: ignore[import-untyped]
    from scipy.special import logsumexp  # type: ignore[import-untyped]

    if not np.isfinite(logits).all():
        raise ValueError("logits must be finite")
    if len(gold) < TEMPERATURE_SENTENCES:
        return 1.0
    logits = logits.astype(np.float64)
    of_gold = logits[np.arange(len(gold)), gold]

    def surprise(log_temperature: float) -> float:
        inverse = np.exp(-log_temperature)
        return float(np.mean(logsumexp(logits * inverse, axis=1) - of_gold * inverse))

    found = minimize_scalar(surprise, bounds=tuple(np.log(TEMPERATURE_RANGE)), method="bounded")
    return float(np.clip(np.exp(found.x), *TEMPERATURE_RANGE))


def fit_shifts(logits: Floats, gold: Ids) -> tuple[float, Floats]:
    """The temperature T and the shifts b for which ``softmax((logits + b) / T)`` surprises least.

    Shifts mend what no temperature can: classes whose share in the training sentences is not that in the
    text to come. Source: Alexandari et al. (2020), *Maximum likelihood with bias-corrected calibration is
    hard-to-beat at label shift adaptation*.

    Args:
        logits: shape (n, classes), finite.
        gold: label ids, shape (n,); every class should occur.

    Returns:
        A number within ``TEMPERATURE_RANGE``, and a shift for every class, their mean 0.
    """
    from scipy.optimize import minimize
    from scipy.special import logsumexp

    if not np.isfinite(logits).all():
        raise ValueError("logits must be finite")
    logits = logits.astype(np.float64)
    rows = np.arange(len(gold))

    def surprise(point: Floats) -> float:
        scaled = logits * np.exp(-point[0]) + np.concatenate(([0.0], point[1:]))
        return float(np.mean(logsumexp(scaled, axis=1) - scaled[rows, gold]))

    start = np.zeros(logits.shape[1])
    start[0] = np.log(fit_temperature(logits, gold))
    found = minimize(surprise, start, method="BFGS").x
    temperature = float(np.clip(np.exp(found[0]), *TEMPERATURE_RANGE))
    shifts = np.concatenate(([0.0], found[1:])) * temperature
    return temperature, shifts - shifts.mean()


def _top(gold: Ids, probabilities: Floats) -> tuple[Floats, Floats]:
    """Top probability and 1.0 or 0.0 for right or wrong, each of shape (n,)."""
    return probabilities.max(axis=1), (probabilities.argmax(axis=1) == gold).astype(np.float64)


def _equal_mass_bins(confidence: Floats, bins: int) -> NDArray[np.intp]:
    """Number of each sentence's bin. Edges are quantiles, so that equal values stay together."""
    inner_edges = np.quantile(confidence, np.linspace(0, 1, bins + 1)[1:-1])
    return np.searchsorted(inner_edges, confidence, side="right")


def _error(place: NDArray[np.intp], confidence: Floats, right: Floats) -> float:
    gaps = np.bincount(place, weights=right - confidence)
    return float(np.abs(gaps).sum() / len(confidence))
