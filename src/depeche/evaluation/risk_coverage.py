"""What is gained by leaving the doubtful sentences to a human reader."""

from __future__ import annotations

from typing import Any

import numpy as np

from depeche.evaluation.calibration import Floats, Ids

#: Thresholds of the table: what ``depeche tag --abstain`` may be given.
THRESHOLDS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)


def risk_coverage(gold: Ids, probabilities: Floats) -> tuple[Floats, Floats]:
    """The share of wrong answers when only the surest sentences are answered.

    Each point keeps every sentence whose top probability reaches some threshold, so that sentences of
    equal confidence come in together. Source: El-Yaniv and Wiener (2010), *On the foundations of
    noise-free selective classification*.

    Args:
        gold: label ids, shape (n,).
        probabilities: shape (n, classes).

    Returns:
        ``coverage``, the share of sentences answered, rising to 1, and ``risk``, the share of wrong ones
        among them; both of shape (m,), where m is the number of distinct confidences.
    """
    confidence = probabilities.max(axis=1)
    order = np.argsort(-confidence, kind="stable")
    wrong = (probabilities.argmax(axis=1) != gold)[order].cumsum()
    last_of_equal = np.flatnonzero(np.diff(confidence[order], append=-1.0))
    answered = last_of_equal + 1
    return answered / len(gold), wrong[last_of_equal] / answered


def abstention_table(gold: Ids, probabilities: Floats) -> list[dict[str, Any]]:
    """What each threshold of :data:`THRESHOLDS` leaves undecided and how the rest fares.

    Returns:
        A row a threshold: ``threshold``, ``coverage`` (share of sentences answered) and ``risk`` (share of
        wrong answers among them; None where none is answered).
    """
    confidence, wrong = probabilities.max(axis=1), probabilities.argmax(axis=1) != gold
    rows = []
    for threshold in THRESHOLDS:
        answered = confidence >= threshold
        risk = float(wrong[answered].mean()) if answered.any() else None
        rows.append({"threshold": threshold, "coverage": float(answered.mean()), "risk": risk})
    return rows
