from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from depeche.config.finetune import CalibrationSection
from depeche.evaluation.calibration import fit_temperature
from depeche.training.calibrating import ENOUGH, Calibration, calibrate


def validation(real: int, invented: int) -> tuple[np.ndarray, SimpleNamespace]:
    """Sentences of which the invented ones are always right and the real ones in 60 % of cases."""
    rng = np.random.default_rng(0)
    gold = rng.integers(0, 3, real + invented)
    right = np.r_[rng.random(real) < 0.6, np.ones(invented, dtype=bool)]
    answers = np.where(right, gold, (gold + 1) % 3)
    return 4.0 * np.eye(3)[answers], SimpleNamespace(
        labels=gold.tolist(), synthetic=[False] * real + [True] * invented
    )


def test_real_press_alone_decides_where_there_is_enough() -> None:
    logits, data = validation(ENOUGH, 500)
    result = calibrate(CalibrationSection(class_shifts=False), logits, data)
    assert result.temperature == pytest.approx(
        fit_temperature(logits[:ENOUGH], np.array(data.labels[:ENOUGH]))
    )
    record = result.record
    assert record and (record["origin"], record["sentences"]) == ("real press", ENOUGH)
    assert record["brier_after"] < record["brier_before"]
    assert result.temperature > calibrate(CalibrationSection(real_press=False), logits, data).temperature


def test_all_sentences_decide_where_there_is_little_real_press() -> None:
    logits, data = validation(ENOUGH - 1, 500)
    result = calibrate(CalibrationSection(class_shifts=False), logits, data)
    assert result.temperature == pytest.approx(fit_temperature(logits, np.array(data.labels)))
    record = result.record
    assert record and (record["origin"], record["sentences"]) == ("all sources", ENOUGH + 499)


def test_shifts_bring_back_a_class_that_is_called_too_seldom() -> None:
    rng = np.random.default_rng(1)
    gold = rng.integers(0, 3, 3000)
    logits = 1.5 * np.eye(3)[gold] + rng.normal(size=(3000, 3)) + np.array([0.0, 0.0, -1.2])
    data = SimpleNamespace(labels=gold.tolist(), synthetic=[False] * 3000)
    result = calibrate(CalibrationSection(), logits, data)  # type: ignore[arg-type]
    plain = calibrate(CalibrationSection(class_shifts=False), logits, data)  # type: ignore[arg-type]
    assert result.shifts == pytest.approx([-0.4, -0.4, 0.8], abs=0.15)
    assert sum(result.shifts) == pytest.approx(0.0, abs=1e-9)
    assert result.record and plain.record
    assert result.record["brier_after"] < plain.record["brier_after"] - 0.01


@pytest.mark.parametrize("sentences", [ENOUGH - 1, ENOUGH])
def test_no_shift_from_few_sentences_or_without_one_of_the_classes(sentences: int) -> None:
    gold = np.arange(sentences) % (3 if sentences < ENOUGH else 2)
    logits = np.random.default_rng(2).normal(size=(sentences, 3)) + np.eye(3)[gold]
    data = SimpleNamespace(labels=gold.tolist(), synthetic=[True] * sentences)
    assert calibrate(CalibrationSection(), logits, data).shifts == (0.0, 0.0, 0.0)  # type: ignore[arg-type]


def test_nothing_is_fitted_where_none_is_asked_for() -> None:
    logits, data = validation(ENOUGH, 0)
    assert calibrate(CalibrationSection(temperature=False), logits, data) == Calibration()
