from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from depeche.config.finetune import CalibrationSection
from depeche.evaluation.calibration import fit_temperature
from depeche.training.calibrating import ENOUGH, calibrate


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
    temperature, record = calibrate(CalibrationSection(), logits, data)
    assert temperature == pytest.approx(fit_temperature(logits[:ENOUGH], np.array(data.labels[:ENOUGH])))
    assert record and (record["origin"], record["sentences"]) == ("real press", ENOUGH)
    assert record["brier_after"] < record["brier_before"]
    assert temperature > calibrate(CalibrationSection(real_press=False), logits, data)[0]


def test_all_sentences_decide_where_there_is_little_real_press() -> None:
    logits, data = validation(ENOUGH - 1, 500)
    temperature, record = calibrate(CalibrationSection(), logits, data)
    assert temperature == pytest.approx(fit_temperature(logits, np.array(data.labels)))
    assert record and (record["origin"], record["sentences"]) == ("all sources", ENOUGH + 499)


def test_no_temperature_where_none_is_asked_for() -> None:
    logits, data = validation(ENOUGH, 0)
    assert calibrate(CalibrationSection(temperature=False), logits, data) == (1.0, None)
