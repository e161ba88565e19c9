from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from depeche.evaluation.calibration import (
    TEMPERATURE_RANGE,
    brier,
    ece_of_calibrated_model,
    expected_calibration_error,
    fit_temperature,
    reliability_table,
)


def _rows(top: list[float]) -> np.ndarray:
    """Probabilities whose top label is 0 (for values above a third)."""
    return np.array([[p, (1 - p) / 2, (1 - p) / 2] for p in top])


def _softmax(logits: np.ndarray) -> np.ndarray:
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def _drawn(probabilities: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return (rng.random((len(probabilities), 1)) > probabilities.cumsum(axis=1)).sum(axis=1).clip(max=2)


@pytest.mark.parametrize(
    ("row", "expected"),
    [([1, 0, 0], 0.0), ([0, 1, 0], 2.0), ([1 / 3, 1 / 3, 1 / 3], 2 / 3), ([0.5, 0.5, 0], 0.5)],
)
def test_brier_of_one_sentence(row: list[float], expected: float) -> None:
    assert brier(np.array([0]), np.array([row])) == pytest.approx(expected)


def test_calibration_error_worked_out_by_hand() -> None:
    probabilities = _rows([0.5, 0.6, 0.8, 0.9])
    gold = np.array([0, 1, 0, 0])
    # Two bins of two: confidence 0.55 and accuracy 0.5, confidence 0.85 and accuracy 1.
    assert expected_calibration_error(gold, probabilities, bins=2) == pytest.approx((0.05 + 0.15) / 2)


def test_fewer_sentences_than_bins_leave_one_in_each() -> None:
    table = reliability_table(np.array([0, 1, 0]), _rows([0.5, 0.7, 0.9]), bins=10)
    assert [(row.count, row.accuracy) for row in table] == [(1, 1.0), (1, 0.0), (1, 1.0)]


@given(
    st.lists(st.sampled_from([0.4, 0.5, 0.7, 0.7000001, 1.0]), min_size=1, max_size=40),
    st.integers(1, 12),
    st.randoms(use_true_random=False),
)
def test_error_does_not_depend_on_the_order_of_equal_confidences(
    top: list[float], bins: int, random: object
) -> None:
    gold = np.array([i % 2 for i in range(len(top))])
    probabilities = _rows(top)
    order = list(range(len(top)))
    random.shuffle(order)  # type: ignore[attr-defined]
    error = expected_calibration_error(gold, probabilities, bins)
    assert error == pytest.approx(expected_calibration_error(gold[order], probabilities[order], bins))
    table = reliability_table(gold, probabilities, bins)
    assert sum(row.count for row in table) == len(top)
    from_table = sum(row.count * abs(row.accuracy - row.confidence) for row in table) / len(top)
    assert error == pytest.approx(from_table)


def test_an_honest_model_stays_near_chance_and_a_boaster_does_not() -> None:
    rng = np.random.default_rng(3)
    honest = _softmax(rng.normal(0, 1.5, (800, 3)))
    gold = _drawn(honest, rng)
    mean, high = ece_of_calibrated_model(honest, samples=200, rng=rng)
    assert 0 < mean < high
    assert expected_calibration_error(gold, honest) < high
    boaster = honest**4 / (honest**4).sum(axis=1, keepdims=True)
    _, high = ece_of_calibrated_model(boaster, samples=200, rng=rng)
    assert expected_calibration_error(gold, boaster) > 2 * high


def test_chance_error_grows_as_sentences_get_fewer() -> None:
    rng = np.random.default_rng(4)
    probabilities = _softmax(rng.normal(0, 1.5, (2000, 3)))
    few, _ = ece_of_calibrated_model(probabilities[:100], samples=100, rng=rng)
    many, _ = ece_of_calibrated_model(probabilities, samples=100, rng=rng)
    assert few > 2 * many


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.5])
def test_fitted_temperature_is_the_one_that_made_the_labels(temperature: float) -> None:
    rng = np.random.default_rng(5)
    logits = rng.normal(0, 3, (6000, 3))
    gold = _drawn(_softmax(logits / temperature), rng)
    assert fit_temperature(logits, gold) == pytest.approx(temperature, rel=0.08)


def test_temperature_stays_in_its_range_where_all_is_right_or_all_is_wrong() -> None:
    logits = np.tile([2.0, 0.0, -2.0], (50, 1))
    lowest, highest = TEMPERATURE_RANGE
    assert fit_temperature(logits, np.zeros(50, dtype=int)) == pytest.approx(lowest, rel=0.01)
    assert fit_temperature(logits, np.full(50, 2)) == pytest.approx(highest, rel=0.01)


@pytest.mark.filterwarnings("error")
def test_huge_logits_overflow_nothing() -> None:
    logits = np.tile([1e300, 0.0, -1e300], (50, 1))
    assert TEMPERATURE_RANGE[0] <= fit_temperature(logits, np.zeros(50, dtype=int)) <= TEMPERATURE_RANGE[1]


def test_no_temperature_from_a_handful_of_sentences() -> None:
    assert fit_temperature(np.array([[5.0, 0.0, 0.0]] * 5), np.ones(5, dtype=int)) == 1.0


def test_infinite_logits_are_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        fit_temperature(np.full((40, 3), np.inf), np.zeros(40, dtype=int))
