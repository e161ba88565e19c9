from __future__ import annotations

import dataclasses

import pytest

from depeche.inference.records import Prediction, TaggedSentence
from depeche.labels import LABELS, Label

SCORES: dict[str, float] = dict(zip(LABELS, (0.2, 0.7, 0.1), strict=True))


@pytest.mark.parametrize("label", LABELS)
def test_the_score_is_the_probability_of_the_label(label: Label) -> None:
    assert Prediction(label, SCORES, truncated=False).score == SCORES[label]
    assert TaggedSentence("Il pleut.", 3, 12, "body", label, SCORES, truncated=False).score == SCORES[label]


def test_boilerplate_has_no_score() -> None:
    assert TaggedSentence("Lire aussi", 0, 10, "boilerplate", None, None, truncated=False).score is None


def test_records_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Prediction("factual_report", SCORES, truncated=False).label = "attributed_claim"  # type: ignore[misc]
