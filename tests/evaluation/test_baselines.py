from __future__ import annotations

import numpy as np
import pytest

from depeche.evaluation.baselines import TfidfBaseline

FACTS = [f"Le conseil a voté le budget de la ville numéro {i}." for i in range(12)]
CLAIMS = [f"Selon le maire, le budget {i} sera voté." for i in range(12)]
COMMENTS = [f"Quelle honte, ce budget {i} !" for i in range(12)]


def test_learns_what_tells_the_classes_apart() -> None:
    baseline = TfidfBaseline().fit([*FACTS, *CLAIMS, *COMMENTS], np.repeat([0, 1, 2], 12))
    probabilities = baseline.predict_proba(
        ["Le conseil a voté.", "Selon le préfet, tout ira.", "Quelle honte !"]
    )
    assert probabilities.argmax(axis=1).tolist() == [0, 1, 2]
    assert probabilities.sum(axis=1) == pytest.approx(np.ones(3))


def test_a_class_that_was_not_learned_has_probability_zero() -> None:
    baseline = TfidfBaseline().fit([*FACTS, *COMMENTS], [0] * 12 + [2] * 12)
    probabilities = baseline.predict_proba(["Quelle honte !"])
    assert probabilities[0, 1] == 0
    assert probabilities[0, 2] > 0.5
