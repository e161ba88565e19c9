"""Fitting a checkpoint's temperature on the part of the validation split that is most like its use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from depeche.config.finetune import CalibrationSection
    from depeche.training.data import SentenceDataset

#: With fewer sentences of real press the temperature is fitted on all of the split.
ENOUGH = 300


def calibrate(
    settings: CalibrationSection, logits: np.ndarray, validation: SentenceDataset
) -> tuple[float, dict[str, Any] | None]:
    """The temperature, and what it was fitted on with the Brier scores there before and after.

    Invented articles are easier than the press, and a temperature fitted on them is too sure of itself there.

    Args:
        settings: the ``calibration`` section of a run.
        logits: of the validation sentences, shape (n, 3).
        validation: these sentences.

    Returns:
        1.0 and None where no temperature is asked for.
    """
    from scipy.special import softmax  # type: ignore[import-untyped]

    from depeche.evaluation.calibration import brier, fit_temperature

    if not settings.temperature:
        return 1.0, None
    logits, gold = np.asarray(logits, dtype=np.float64), np.asarray(validation.labels)
    origin, real = "all sources", ~np.asarray(validation.synthetic, dtype=bool)
    if settings.real_press and real.sum() >= ENOUGH:
        logits, gold, origin = logits[real], gold[real], "real press"
    temperature = fit_temperature(logits, gold)
    return temperature, {
        "origin": origin,
        "sentences": len(gold),
        "brier_before": brier(gold, softmax(logits, axis=1)),
        "brier_after": brier(gold, softmax(logits / temperature, axis=1)),
    }
