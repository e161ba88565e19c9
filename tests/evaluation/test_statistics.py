from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from sklearn import metrics

from depeche.evaluation import calibration, statistics
from depeche.evaluation.records import Scored

Reference = Callable[[np.ndarray, np.ndarray, np.ndarray], float]


def _by_class(score: Callable[..., np.ndarray], label: int) -> Reference:
    return lambda gold, predicted, _: score(gold, predicted, labels=[0, 1, 2], average=None, zero_division=0)[
        label
    ]


CASES: dict[str, tuple[statistics.Statistic, Reference]] = {
    "macro_f1": (
        statistics.macro_f1,
        lambda g, p, _: metrics.f1_score(g, p, labels=[0, 1, 2], average="macro", zero_division=0),
    ),
    "accuracy": (statistics.accuracy, lambda g, p, _: metrics.accuracy_score(g, p)),
    "mcc": (statistics.mcc, lambda g, p, _: metrics.matthews_corrcoef(g, p)),
    "precision": (statistics.precision_of(1), _by_class(metrics.precision_score, 1)),
    "recall": (statistics.recall_of(2), _by_class(metrics.recall_score, 2)),
    "f1": (statistics.f1_of(0), _by_class(metrics.f1_score, 0)),
    "brier": (statistics.brier, lambda g, _, q: calibration.brier(g, q)),
    "ece": (statistics.calibration_error, lambda g, _, q: calibration.expected_calibration_error(g, q)),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.filterwarnings("ignore:A single label")
def test_weights_do_what_repeating_sentences_does(name: str, make_scored: Callable[..., Scored]) -> None:
    statistic, reference = CASES[name]
    scored = make_scored(n=30)
    weights = np.random.default_rng(1).integers(0, 4, (20, 30)).astype(np.float64)
    weights[0] = scored.gold == 1  # a draw in which two classes have no gold sentence
    weights[1] = scored.predicted == 0  # one in which all answers are the same
    values = statistic(scored, weights)
    assert values.shape == (20,)
    for value, row in zip(values, weights.astype(int), strict=True):
        rows = np.repeat(np.arange(30), row)
        expected = reference(scored.gold[rows], scored.predicted[rows], scored.probabilities[rows])
        assert value == pytest.approx(expected)


def test_macro_f1_over_some_classes(make_scored: Callable[..., Scored]) -> None:
    scored, once = make_scored(), np.ones((1, 240))
    two = statistics.macro_f1_over([0, 2])(scored, once)
    assert two == pytest.approx((statistics.f1_of(0)(scored, once) + statistics.f1_of(2)(scored, once)) / 2)
