from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from depeche.evaluation.compare import compare_scored, comparison_markdown
from depeche.evaluation.metrics import classification_metrics
from depeche.evaluation.records import Scored

Make = Callable[..., Scored]


def test_differences_are_first_minus_second(make_scored: Make) -> None:
    first, second = make_scored(right=0.9, answers=1), make_scored(right=0.5, answers=2)
    result = compare_scored(first, second, seed=1, samples=100)
    json.dumps(result, allow_nan=False)
    scores = [classification_metrics(s.gold, s.predicted)["macro_f1"] for s in (first, second)]
    row = result["figures"]["macro_f1"]
    assert [row["first"], row["second"]] == pytest.approx(scores)
    assert row["difference"] == result["macro_f1_difference"]
    assert row["difference"]["value"] == pytest.approx(scores[0] - scores[1])
    assert row["difference"]["low"] > 0


def test_markdown_names_the_systems_and_signs_the_differences(make_scored: Make) -> None:
    result = compare_scored(make_scored(answers=1), make_scored(right=0.4, answers=2), seed=1, samples=50)
    text = comparison_markdown({"first": "grand", "second": "petit", **result})
    assert "# grand against petit" in text
    assert f"| +{result['macro_f1_difference']['value']:.3f} [+" in text
    assert f"p = {result['p_value']:.3f}" in text


def test_one_article_is_compared_without_interval(make_scored: Make) -> None:
    pair = make_scored(articles=1, answers=1), make_scored(articles=1, answers=2)
    result = compare_scored(*pair, seed=1, samples=20)
    assert result["macro_f1_difference"]["low"] is None
    assert result["p_value"] == 1.0
    assert "[—]" in comparison_markdown(result)
