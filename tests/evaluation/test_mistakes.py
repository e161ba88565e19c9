from __future__ import annotations

import numpy as np
import pytest

from depeche.articles import Article, Sentence
from depeche.evaluation.mistakes import confident_mistakes
from depeche.evaluation.records import Scored

FACT, CLAIM, COMMENT = "factual_report", "attributed_claim", "editorial_commentary"
ARTICLES = [
    Article(
        "a",
        (
            Sentence("Le pont est fermé.", label=FACT),
            Sentence("PARIS, 3 mai", kind="boilerplate"),
            Sentence("Il serait fissuré.", label=CLAIM),
        ),
    ),
    Article("b", (Sentence("Pas encore relue."), Sentence("Quelle honte !", label=COMMENT))),
]


@pytest.fixture
def scored() -> Scored:
    """All three wrong; the surest is the last sentence of the first article."""
    probabilities = np.array([[0.3, 0.6, 0.1], [0.9, 0.1, 0.0], [0.7, 0.1, 0.2]])
    return Scored(np.array([0, 1, 2]), probabilities, ("a", "a", "b"))


def test_the_surest_come_first_with_their_neighbours(scored: Scored) -> None:
    first, second, third = confident_mistakes(scored, ARTICLES)
    assert (first.sentence.text, first.answer, first.probability) == ("Il serait fissuré.", FACT, 0.9)
    assert (first.before, first.after) == ("Le pont est fermé.", None)
    assert (second.article.id, second.before) == ("b", "Pas encore relue.")
    assert (third.before, third.after) == (None, "Il serait fissuré.")


def test_right_answers_are_left_out_and_no_more_than_asked_for(scored: Scored) -> None:
    right = Scored(scored.predicted, scored.probabilities, scored.articles)
    assert confident_mistakes(right, ARTICLES) == []
    assert len(confident_mistakes(scored, ARTICLES, count=2)) == 2


def test_other_articles_are_refused(scored: Scored) -> None:
    with pytest.raises(ValueError, match="not the articles"):
        confident_mistakes(scored, ARTICLES[::-1])
