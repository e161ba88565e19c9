from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from depeche.evaluation import bootstrap
from depeche.evaluation.bootstrap import (
    bootstrap_interval,
    bootstrap_intervals,
    paired_comparison,
    randomisation_p,
)
from depeche.evaluation.records import Scored
from depeche.evaluation.statistics import accuracy, macro_f1

Make = Callable[..., Scored]


def _width(scored: Scored) -> float:
    interval = bootstrap_interval(scored, accuracy, seed=1)
    assert interval.low is not None and interval.high is not None
    return interval.high - interval.low


def test_interval_of_independent_sentences_has_the_width_of_the_binomial(make_scored: Make) -> None:
    scored = replace(make_scored(n=400), articles=tuple(map(str, range(400))))
    share = bootstrap_interval(scored, accuracy, seed=1).value
    assert _width(scored) == pytest.approx(2 * 1.96 * np.sqrt(share * (1 - share) / 400), rel=0.1)


def test_articles_that_are_right_or_wrong_as_a_whole_widen_the_interval() -> None:
    right = np.repeat([1, 0, 1, 1, 0, 1, 0, 1, 1, 1], 20)
    together = Scored(
        gold=np.zeros(200, dtype=int),
        probabilities=np.eye(3)[1 - right],
        articles=tuple(f"a{i // 20}" for i in range(200)),
    )
    apart = replace(together, articles=tuple(map(str, range(200))))
    assert _width(together) == pytest.approx(np.sqrt(20) * _width(apart), rel=0.25)


def test_one_article_gives_no_interval(make_scored: Make) -> None:
    interval = bootstrap_interval(make_scored(articles=1), macro_f1, seed=1)
    assert interval.value > 0
    assert (interval.low, interval.high) == (None, None)


def test_seed_settles_the_draws_and_block_size_does_not_matter(
    make_scored: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    scored = make_scored()
    statistics = {"macro_f1": macro_f1, "accuracy": accuracy}
    whole = bootstrap_intervals(scored, statistics, 100, seed=5)
    assert whole != bootstrap_intervals(scored, statistics, 100, seed=6)
    monkeypatch.setattr(bootstrap, "_CELLS", 7 * 240)
    assert bootstrap_intervals(scored, statistics, 100, seed=5) == whole


def test_level_narrows_the_interval(make_scored: Make) -> None:
    wide = bootstrap_interval(make_scored(), macro_f1, seed=1, level=0.95)
    narrow = bootstrap_interval(make_scored(), macro_f1, seed=1, level=0.5)
    assert wide.low < narrow.low < narrow.high < wide.high  # type: ignore[operator]


def test_a_system_does_not_differ_from_itself(make_scored: Make) -> None:
    paired = paired_comparison(make_scored(), make_scored(), {"macro_f1": macro_f1}, 50, seed=1)
    assert paired.difference["macro_f1"].as_dict() == {"value": 0.0, "low": 0.0, "high": 0.0}
    assert (paired.p_value, paired.mcnemar_p, paired.only_first, paired.only_second) == (1.0, 1.0, 0, 0)


def test_a_better_system_is_told_from_a_worse_one_in_both_orders(make_scored: Make) -> None:
    good, bad = make_scored(right=0.9, answers=1), make_scored(right=0.6, answers=2)
    there = paired_comparison(good, bad, {"macro_f1": macro_f1}, 300, seed=1)
    back = paired_comparison(bad, good, {"macro_f1": macro_f1}, 300, seed=1)
    difference = there.difference["macro_f1"]
    assert difference.low > 0  # type: ignore[operator]
    assert there.p_value < 0.02
    assert there.mcnemar_p < 0.01
    assert there.only_first > there.only_second
    assert back.difference["macro_f1"].value == pytest.approx(-difference.value)
    assert (back.only_first, back.only_second) == (there.only_second, there.only_first)


def test_p_values_of_equal_systems_are_spread_evenly(make_scored: Make) -> None:
    values = [
        randomisation_p(make_scored(seed=s, answers=1), make_scored(seed=s, answers=2), 100, seed=s)
        for s in range(60)
    ]
    assert np.mean(values) == pytest.approx(0.5, abs=0.15)
    assert min(values) >= 1 / 101


def test_different_sentences_cannot_be_compared(make_scored: Make) -> None:
    with pytest.raises(ValueError, match="same sentences"):
        paired_comparison(make_scored(seed=1), make_scored(seed=2), {"macro_f1": macro_f1}, 10, seed=1)
