from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import f1_score

from depeche.evaluation.metrics import classification_metrics, flat_metrics
from depeche.labels import LABELS


def test_figures_of_a_small_case_worked_out_by_hand() -> None:
    metrics = classification_metrics([0, 0, 1, 1, 2, 2], [0, 1, 1, 1, 2, 0])
    assert metrics["confusion"] == [[1, 1, 0], [0, 2, 0], [1, 0, 1]]
    assert metrics["per_class"]["attributed_claim"] == {
        "precision": pytest.approx(2 / 3),
        "recall": 1.0,
        "f1": pytest.approx(0.8),
        "support": 2,
    }
    assert metrics["macro_f1"] == pytest.approx((0.5 + 0.8 + 2 / 3) / 3)
    assert metrics["accuracy"] == pytest.approx(4 / 6)


def test_a_class_that_is_nowhere_counts_as_zero() -> None:
    metrics = classification_metrics([0, 1, 0, 1], [0, 1, 0, 1])
    assert metrics["macro_f1"] == pytest.approx(2 / 3)
    assert metrics["per_class"]["editorial_commentary"]["support"] == 0


@pytest.mark.filterwarnings("error")
def test_all_answers_in_one_class() -> None:
    metrics = classification_metrics([0, 1, 2, 0], [0, 0, 0, 0])
    assert metrics["mcc"] == 0.0
    assert metrics["per_class"]["attributed_claim"]["precision"] == 0.0


def test_flat_names_hold_every_class_in_label_order() -> None:
    gold, predicted = np.array([0, 1, 2, 2, 1]), np.array([0, 2, 2, 1, 1])
    flat = flat_metrics(gold, predicted)
    assert [flat[f"f1_{label}"] for label in LABELS] == pytest.approx(f1_score(gold, predicted, average=None))
    assert flat["macro_f1"] == pytest.approx(f1_score(gold, predicted, average="macro"))
    assert all(isinstance(value, float) for value in flat.values())
