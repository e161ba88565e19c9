from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from depeche.evaluation.calibration import brier, expected_calibration_error
from depeche.evaluation.records import Scored
from depeche.evaluation.slices import length_bin, slice_metrics


def test_small_slices_are_left_out_and_the_rest_stand_in_number_order(
    make_scored: Callable[..., Scored],
) -> None:
    values = ["rule 10"] * 20 + ["rule 9"] * 20 + ["rule 3"] * 19
    scored = replace(
        make_scored(n=59), tags={"rule": tuple(values), "rare": ("x",) * 10 + ("y",) * 10 + ("z",) * 39}
    )
    result = slice_metrics(scored, samples=20, seed=1)
    assert list(result["rule"]) == ["rule 9", "rule 10"]
    assert list(result["rare"]) == ["z"]
    assert not slice_metrics(scored, minimum=60, samples=20, seed=1)


def test_classes_that_a_slice_has_not_are_left_out_of_its_mean() -> None:
    scored = Scored(
        gold=np.array([0] * 20 + [1] * 20),
        probabilities=np.eye(3)[[0] * 20 + [1] * 10 + [2] * 10],
        articles=("a", "b") * 20,
        tags={"all": ("yes",) * 40},
    )
    figures = slice_metrics(scored, samples=20, seed=1)["all"]["yes"]
    assert figures["classes"] == ["factual_report", "attributed_claim"]
    assert figures["macro_f1"]["value"] == pytest.approx((1 + 2 / 3) / 2)
    assert figures["accuracy"]["value"] == 0.75
    assert (figures["n"], figures["n_articles"]) == (40, 2)


@pytest.mark.parametrize(
    ("words", "expected"), [(1, "1-10"), (10, "1-10"), (11, "11-20"), (30, "21-30"), (31, "31+"), (90, "31+")]
)
def test_length_bins(words: int, expected: str) -> None:
    assert length_bin("mot " * words) == expected


def test_sources_have_calibration_figures_and_they_are_those_of_their_sentences(
    make_scored: Callable[..., Scored],
) -> None:
    scored = make_scored(n=200)
    origin = np.array(["real press", "invented"] * 100)
    scored = replace(scored, tags={"origin": tuple(origin), "style": ("x",) * 200})
    result = slice_metrics(scored, samples=20, seed=1)
    part = scored.where(origin == "invented")
    assert result["origin"]["invented"]["ece"]["value"] == pytest.approx(
        expected_calibration_error(part.gold, part.probabilities)
    )
    assert result["origin"]["invented"]["brier"]["value"] == pytest.approx(
        brier(part.gold, part.probabilities)
    )
    assert "ece" not in result["style"]["x"]
