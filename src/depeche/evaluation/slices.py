"""The figures of parts of an evaluation set: by style of outlet, length, kind of sentence and so on."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from depeche.evaluation.bootstrap import bootstrap_intervals
from depeche.evaluation.records import Scored
from depeche.evaluation.statistics import Statistic, accuracy, brier, calibration_error, macro_f1_over
from depeche.labels import LABELS

#: A slice with fewer sentences says too little.
MINIMUM_SENTENCES = 20

_LENGTHS = (10, 20, 30)
#: Tags whose slices are large enough for calibration figures, and for which one wants to know them.
_CALIBRATED = ("source", "origin")


def slice_metrics(
    scored: Scored, minimum: int = MINIMUM_SENTENCES, *, samples: int = 1000, seed: int
) -> dict[str, dict[str, dict[str, Any]]]:
    """Macro-F1 and accuracy of each value of each tag.

    The macro-F1 of a slice is the mean over the classes that its gold labels hold, ``classes``; a slice
    without commentary is not charged with an F1 of 0 for it. So macro-F1 of slices with unlike
    ``classes`` cannot be compared, and accuracy of slices with unlike class mixes hardly.

    Args:
        scored: the sentences with their tags.
        minimum: slices with fewer sentences are left out.
        samples: draws of each bootstrap.
        seed: of the draws.

    Returns:
        Tag → value → ``n``, ``n_articles``, ``classes``, ``macro_f1`` and ``accuracy``, these two each
        with ``value``, ``low`` and ``high``; for ``source`` and ``origin`` likewise ``brier`` and ``ece``.
    """
    result: dict[str, dict[str, dict[str, Any]]] = {}
    for name, values in scored.tags.items():
        column = np.array(values)
        parts = {value: column == value for value in sorted(set(values), key=_with_numbers)}
        kept = {value: scored.where(mask) for value, mask in parts.items() if mask.sum() >= minimum}
        if kept:
            result[name] = {
                value: _figures(part, name in _CALIBRATED, samples, seed) for value, part in kept.items()
            }
    return result


def _figures(part: Scored, calibrated: bool, samples: int, seed: int) -> dict[str, Any]:
    present = np.unique(part.gold).tolist()
    wanted: dict[str, Statistic] = {"macro_f1": macro_f1_over(present), "accuracy": accuracy}
    if calibrated:
        wanted |= {"brier": brier, "ece": calibration_error}
    figures = bootstrap_intervals(part, wanted, samples, seed=seed)
    return {
        "n": len(part.gold),
        "n_articles": len(set(part.articles)),
        "classes": [LABELS[i] for i in present],
        **{name: interval.as_dict() for name, interval in figures.items()},
    }


def _with_numbers(value: str) -> list[str | int]:
    """Sort key by which ``rule 9`` stands before ``rule 10``: texts and numbers take turns in it."""
    return [int(part) if i % 2 else part for i, part in enumerate(re.split(r"(\d+)", value))]


def length_bin(text: str) -> str:
    """The length class of a sentence in words between blanks: ``1-10``, ``11-20``, ``21-30`` or ``31+``."""
    words = len(text.split())
    low = 1
    for high in _LENGTHS:
        if words <= high:
            return f"{low}-{high}"
        low = high + 1
    return f"{low}+"
