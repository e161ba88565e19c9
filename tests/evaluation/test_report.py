from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from depeche.evaluation.metrics import classification_metrics
from depeche.evaluation.records import Scored
from depeche.evaluation.report import evaluation_result, markdown_report
from depeche.labels import LABELS

Make = Callable[..., Scored]


def test_every_figure_has_its_interval_and_is_scikit_learns(make_scored: Make) -> None:
    scored = make_scored()
    result = evaluation_result(scored, {"tfidf": make_scored(right=0.5, answers=1)}, seed=1, samples=50)
    assert json.loads(json.dumps(result, allow_nan=False)) == result
    assert (result["n"], result["n_articles"]) == (240, 12)
    assert list(result["systems"]) == ["model", "tfidf"]
    system, expected = result["systems"]["model"], classification_metrics(scored.gold, scored.predicted)
    assert system["confusion"] == expected["confusion"]
    for name in ("macro_f1", "accuracy", "mcc"):
        assert system[name]["value"] == pytest.approx(expected[name])
        assert system[name]["low"] < system[name]["value"] < system[name]["high"]
    for label in LABELS:
        row, wanted = system["per_class"][label], expected["per_class"][label]
        assert row["support"] == wanted["support"]
        for name in ("precision", "recall", "f1"):
            assert row[name]["value"] == pytest.approx(wanted[name])
            assert row[name]["low"] < row[name]["high"]
    assert set(system["ece"]) == {"value", "low", "high", "calibrated_mean", "calibrated_p95"}
    assert set(result["slices"]["style"]) == {"dépêche", "tribune"}


def test_rules_have_no_calibration_figures(make_scored: Make) -> None:
    result = evaluation_result(make_scored(), {"rules": make_scored(answers=1)}, seed=1, samples=20)
    assert not {"brier", "ece"} & set(result["systems"]["rules"])
    calibration = markdown_report(result).split("## Calibration")[1].split("## ")[0]
    assert "| model |" in calibration
    assert "| rules |" not in calibration


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("n", [1, 3, 40])
def test_one_article_one_class_and_few_sentences_give_figures_without_intervals(n: int) -> None:
    scored = Scored(
        gold=np.zeros(n, dtype=int), probabilities=np.tile([0.8, 0.1, 0.1], (n, 1)), articles=("a",) * n
    )
    result = evaluation_result(scored, {}, seed=1, samples=20)
    json.dumps(result, allow_nan=False)
    model = result["systems"]["model"]
    assert model["accuracy"] == {"value": 1.0, "low": None, "high": None}
    assert model["ece"]["value"] == pytest.approx(0.2)
    assert "1.000 [—]" in markdown_report(result)


def test_markdown_holds_the_figures_and_well_formed_tables(make_scored: Make) -> None:
    scored = replace(make_scored(), tags={"outlet": ("Le Phare | Ouest",) * 240})
    result = evaluation_result(scored, {"rules": make_scored(answers=1)}, seed=1, samples=20)
    text = markdown_report({"checkpoint": "petit", **result})
    assert text.startswith("# Evaluation of petit\n")
    assert f"{result['systems']['rules']['macro_f1']['value']:.3f} [" in text
    assert "Le Phare \\| Ouest" in text
    for block in text.split("\n\n"):
        if block.startswith("|"):
            assert len({line.replace("\\|", "").count("|") for line in block.strip().split("\n")}) == 1, block


def test_a_baseline_on_other_sentences_is_refused(make_scored: Make) -> None:
    with pytest.raises(ValueError, match="'tfidf' was scored on other sentences"):
        evaluation_result(make_scored(), {"tfidf": make_scored(seed=2)}, seed=1, samples=10)
