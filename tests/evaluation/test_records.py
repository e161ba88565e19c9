from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from depeche.evaluation.records import Scored


def _parts(**changes: Any) -> dict[str, Any]:
    parts = {
        "gold": np.array([0, 2]),
        "probabilities": np.array([[0.2, 0.5, 0.3], [0.1, 0.1, 0.8]]),
        "articles": ("a", "b"),
        "tags": {"kind": ("headline", "body")},
    }
    return parts | changes


def test_predicted_is_the_most_probable_label_and_the_first_of_equal_ones() -> None:
    scored = Scored(**_parts(probabilities=np.array([[0.2, 0.4, 0.4], [0.1, 0.1, 0.8]])))
    assert scored.predicted.tolist() == [1, 2]


def test_where_keeps_everything_that_belongs_to_a_sentence() -> None:
    part = Scored(**_parts()).where(np.array([False, True]))
    assert part.gold.tolist() == [2]
    assert part.probabilities.tolist() == [[0.1, 0.1, 0.8]]
    assert part.articles == ("b",)
    assert part.tags == {"kind": ("body",)}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"gold": np.array([], dtype=int)}, "no sentence"),
        ({"gold": np.array([0, 3])}, "from 0 to 2"),
        ({"probabilities": np.array([[0.5, 0.5], [0.1, 0.9]])}, "shape"),
        ({"probabilities": np.array([[0.5, 0.5, 0.5], [0.1, 0.1, 0.8]])}, "sum to 1"),
        ({"probabilities": np.array([[1.5, -0.5, 0.0], [0.1, 0.1, 0.8]])}, "negative"),
        ({"probabilities": np.array([[np.nan, 0.5, 0.5], [0.1, 0.1, 0.8]])}, "sum to 1"),
        ({"articles": ("a",)}, "'articles' has 1"),
        ({"tags": {"kind": ("body",)}}, "'kind' has 1"),
    ],
)
def test_parts_that_do_not_fit_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Scored(**_parts(**changes))
