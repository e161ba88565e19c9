from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from depeche.evaluation.records import Scored
from depeche.evaluation.risk_coverage import abstention_table, risk_coverage


def test_the_surest_come_first_and_equals_together() -> None:
    tops = np.array([0.6, 0.9, 0.6, 0.8])
    probabilities = np.stack([tops, 1 - tops, np.zeros(4)], axis=1)
    coverage, risk = risk_coverage(np.array([0, 0, 1, 2]), probabilities)
    assert coverage == pytest.approx([0.25, 0.5, 1.0])
    assert risk == pytest.approx([0.0, 0.5, 0.5])


def test_everything_answered_gives_the_error_rate(make_scored: Callable[..., Scored]) -> None:
    scored = make_scored()
    coverage, risk = risk_coverage(scored.gold, scored.probabilities)
    assert coverage[-1] == 1
    assert risk[-1] == pytest.approx(np.mean(scored.predicted != scored.gold))
    assert (np.diff(coverage) > 0).all()


def test_a_clueless_model_has_one_point() -> None:
    coverage, risk = risk_coverage(np.array([0, 1, 2]), np.full((3, 3), 1 / 3))
    assert coverage.tolist() == [1.0]
    assert risk == pytest.approx([2 / 3])


def test_thresholds_leave_more_and_more_undecided() -> None:
    tops = np.array([0.55, 0.75, 0.75, 0.85])
    probabilities = np.stack([tops, 1 - tops, np.zeros(4)], axis=1)
    rows = {row["threshold"]: row for row in abstention_table(np.array([1, 0, 1, 0]), probabilities)}
    assert (rows[0.0]["coverage"], rows[0.0]["risk"]) == (1.0, 0.5)
    assert (rows[0.6]["coverage"], rows[0.6]["risk"]) == (0.75, pytest.approx(1 / 3))
    assert (rows[0.8]["coverage"], rows[0.8]["risk"]) == (0.25, 0.0)
    assert (rows[0.9]["coverage"], rows[0.9]["risk"]) == (0.0, None)
