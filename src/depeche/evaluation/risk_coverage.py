"""What is gained by leaving the doubtful sentences to a human reader."""

from __future__ import annotations

import numpy as np

from depeche.evaluation.calibration import Floats, Ids


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
