"""Soft targets from finished checkpoints: several teachers in one student, and text that nobody labelled.

Hinton et al. 2015 (arXiv:1503.02531); on unlabelled text, Xie et al. 2020 (arXiv:1911.04252).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from depeche.articles.reading import read_articles
from depeche.articles.records import Article, Sentence
from depeche.inference.tagger import Tagger
from depeche.labels import LABELS
from depeche.segmentation import segment

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from depeche.config.finetune import DistillationSection
    from depeche.inference.records import Prediction

#: What :attr:`Article.source` says of text that only teachers labelled.
UNLABELLED = "unlabelled"


class Teachers:
    """Checkpoints whose probabilities are averaged.

    Args:
        checkpoints: folders or Hub ids.

    Raises:
        DepecheError: one of them cannot be opened.
    """

    def __init__(self, checkpoints: Sequence[str]) -> None:
        self._taggers = [Tagger.from_pretrained(name, backend="torch") for name in checkpoints]

    def probabilities(self, articles: Sequence[Article]) -> list[NDArray[np.float64]]:
        """Mean probabilities of the sentences that are not boilerplate, each in its context.

        Returns:
            For every article an array of shape (sentences, 3).
        """
        texts = [([s.text for s in article.speaking()], article.headline) for article in articles]
        answers = [tagger.tag_articles(texts) for tagger in self._taggers]
        return [self._mean([answer[place] for answer in answers]) for place in range(len(texts))]

    @staticmethod
    def _mean(answers: Sequence[Sequence[Prediction]]) -> NDArray[np.float64]:
        scores = [[[p.scores[label] for label in LABELS] for p in predictions] for predictions in answers]
        shape = (len(scores), -1, len(LABELS)) if scores[0] else (len(scores), 0, len(LABELS))
        mean: NDArray[np.float64] = np.asarray(scores, dtype=np.float64).reshape(shape).mean(axis=0)
        return mean

    def of_labelled(self, articles: Sequence[Article]) -> NDArray[np.float64]:
        """Mean probabilities of the labelled sentences of ``articles``, in their order, shape (n, 3)."""
        kept = [
            row
            for article, rows in zip(articles, self.probabilities(articles), strict=True)
            for sentence, row in zip(article.speaking(), rows, strict=True)
            if sentence.label is not None
        ]
        return np.asarray(kept, dtype=np.float64).reshape(-1, len(LABELS))

    def label(self, articles: Sequence[Article]) -> list[Article]:
        """The articles with the most probable label on every sentence."""
        return [
            _with_labels(article, rows.argmax(axis=1))
            for article, rows in zip(articles, self.probabilities(articles), strict=True)
        ]


def _with_labels(article: Article, label_ids: NDArray[np.int64]) -> Article:
    best = iter(label_ids)
    return replace(
        article,
        sentences=tuple(
            s if s.kind == "boilerplate" else replace(s, label=LABELS[int(next(best))], rule=None)
            for s in article.sentences
        ),
        source=UNLABELLED,
    )


def open_teachers(settings: DistillationSection) -> tuple[Teachers | None, list[Article]]:
    """The teachers, and the unlabelled articles with their answers; None and nothing where there are none.

    Raises:
        DepecheError: a teacher cannot be opened, or a path cannot be read.
    """
    if not settings.teachers:
        return None, []
    teachers = Teachers(settings.teachers)
    articles = read_unlabelled(settings.unlabelled, settings.max_unlabelled)
    return teachers, teachers.label(articles)


def read_unlabelled(paths: Sequence[str], most: int | None) -> list[Article]:
    """Articles of files or folders, plain text split into sentences, until ``most`` sentences are reached.

    Labels that the files bring are not looked at; articles marked validation or test are left out.

    Raises:
        DepecheError: a path cannot be read.
    """
    articles: list[Article] = []
    count = 0
    for path in paths:
        for article in read_articles(path):
            if most is not None and count >= most:
                return articles
            if article.split not in (None, "train"):
                continue
            split = article if article.sentences else _split(article)
            if split.speaking():
                articles.append(split)
                count += len(split.speaking())
    return articles


def _split(article: Article) -> Article:
    parts = segment(article.text or "")
    return replace(article, sentences=tuple(Sentence(p.text, kind=p.kind) for p in parts if p.text.strip()))
