"""The sentences that a system got wrong, with what stands around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from depeche.articles import Article, Sentence
from depeche.evaluation.records import Scored
from depeche.labels import LABELS, Label


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong answer.

    Attributes:
        article: where the sentence stands.
        sentence: the sentence with its gold label and the rule that decided it.
        before: text of the sentence before it, boilerplate left out; None at the beginning.
        after: text of the one after it; None at the end.
        answer: the label that the system gave.
        probability: what the system gave that label, in [0, 1].
    """

    article: Article
    sentence: Sentence
    before: str | None
    after: str | None
    answer: Label
    probability: float


def confident_mistakes(scored: Scored, articles: Sequence[Article], count: int = 10) -> list[Mistake]:
    """The wrong answers in which a system was surest of itself, the surest first.

    Args:
        scored: the answers.
        articles: the articles that were scored, in the same order.
        count: how many to return, at most.

    Raises:
        ValueError: ``scored`` holds the answers on other sentences.
    """
    places = [
        (article, position)
        for article in articles
        for position, sentence in enumerate(article.speaking())
        if sentence.label is not None
    ]
    if tuple(article.id for article, _ in places) != scored.articles:
        raise ValueError("these are not the articles that were scored, or not in the same order")
    wrong = [i for i in range(len(places)) if scored.predicted[i] != scored.gold[i]]
    wrong.sort(key=lambda i: -scored.probabilities[i].max())
    return [_mistake(*places[i], scored, i) for i in wrong[:count]]


def _mistake(article: Article, position: int, scored: Scored, index: int) -> Mistake:
    speaking = article.speaking()
    return Mistake(
        article=article,
        sentence=speaking[position],
        before=speaking[position - 1].text if position else None,
        after=speaking[position + 1].text if position + 1 < len(speaking) else None,
        answer=LABELS[scored.predicted[index]],
        probability=float(scored.probabilities[index].max()),
    )
