"""Fitting a checkpoint's probabilities on the part of the validation split that is most like its use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from depeche.labels import LABELS

if TYPE_CHECKING:
    from depeche.config.finetune import CalibrationSection
    from depeche.training.data import SentenceDataset

#: With fewer sentences of real press all of the split is fitted on; with fewer of these, no shifts.
ENOUGH = 300


@dataclass(frozen=True, slots=True)
class Calibration:
    """What is to be done to the logits.

    Attributes:
        temperature: divisor of the shifted logits; 1.0 where nothing was fitted.
        shifts: what is added to the logit of each class, in the order of ``LABELS``.
        record: what it was fitted on, with the Brier scores there before and after; None where nothing was.
    """

    temperature: float = 1.0
    shifts: tuple[float, ...] = (0.0,) * len(LABELS)
    record: dict[str, Any] | None = None


def calibrate(settings: CalibrationSection, logits: np.ndarray, validation: SentenceDataset) -> Calibration:
    """Temperature and shifts, as asked for.

    Invented articles are easier than the press, and a temperature fitted on them is too sure of itself there.

    Args:
        settings: the ``calibration`` section of a run.
        logits: of the validation sentences, shape (n, 3).
        validation: these sentences.
    """
    from scipy.special import softmax  # type: ignore[import-untyped]

    from depeche.evaluation.calibration import brier, fit_shifts, fit_temperature

    if not settings.temperature:
        return Calibration()
    logits, gold = np.asarray(logits, dtype=np.float64), np.asarray(validation.labels)
    origin, real = "all sources", ~np.asarray(validation.synthetic, dtype=bool)
    if settings.real_press and real.sum() >= ENOUGH:
        logits, gold, origin = logits[real], gold[real], "real press"
    shifts = np.zeros(len(LABELS))
    if settings.class_shifts and len(gold) >= ENOUGH and len(set(gold)) == len(LABELS):
        temperature, shifts = fit_shifts(logits, gold)
    else:
        temperature = fit_temperature(logits, gold)
    return Calibration(
        temperature,
        tuple(float(shift) for shift in shifts),
        {
            "origin": origin,
            "sentences": len(gold),
            "shifts": [round(float(shift), 4) for shift in shifts],
            "brier_before": brier(gold, softmax(logits, axis=1)),
            "brier_after": brier(gold, softmax((logits + shifts) / temperature, axis=1)),
        },
    )
