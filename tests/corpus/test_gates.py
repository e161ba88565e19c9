"""What the written corpus must be for figures on it to mean something."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from depeche.articles import Article
from depeche.corpus.loading import load_corpus, select_split
from depeche.corpus.names import name_classes
from depeche.corpus.words import TOKEN, telling_words
from depeche.evaluation.cue_rules import CueRules
from depeche.labels import LABEL_IDS

ROOT = Path(__file__).parents[2]
#: Rules that headlines, boilerplate and whole letters follow have no hard cases of their own.
WITHOUT_HARD_CASES = {20, 21, 23}


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    return load_corpus([ROOT / "data" / "authored"])


def sentences(articles: list[Article], split: str) -> tuple[list[str], NDArray[np.int64]]:
    chosen = [s for a in select_split(articles, split) for s in a.sentences if s.label]
    return [s.text for s in chosen], np.array([LABEL_IDS[str(s.label)] for s in chosen])


def macro_f1(gold: NDArray[np.int64], predicted: NDArray[np.int64]) -> float:
    from sklearn.metrics import f1_score

    return float(f1_score(gold, predicted, average="macro"))


def test_it_is_large_enough(articles: list[Article]) -> None:
    assert len(articles) >= 600
    assert sum(s.label is not None for a in articles for s in a.sentences) >= 10_000
    assert all(len(a.sentences) >= 6 for a in articles)


def test_every_rule_has_hard_cases(articles: list[Article]) -> None:
    rules = Counter(s.rule for a in articles for s in a.sentences if s.rule)
    rare = {rule: rules[rule] for rule in range(1, 25) if rule not in WITHOUT_HARD_CASES and rules[rule] < 60}
    assert rare == {}


def test_rules_do_not_solve_the_test_split(articles: list[Article]) -> None:
    texts, gold = sentences(articles, "test")
    assert 0.4 < macro_f1(gold, CueRules().predict_proba(texts).argmax(axis=1)) < 0.75


def test_the_most_telling_n_grams_do_not_solve_the_test_split(articles: list[Article]) -> None:
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression

    texts, gold = sentences(articles, "train")
    rows = [row for rows in telling_words(texts, gold, top=200, longest=3).values() for row in rows]
    best = sorted(
        {row.word: row for row in sorted(rows, key=lambda r: r.score)}.values(), key=lambda r: -r.score
    )
    vectorizer = CountVectorizer(
        vocabulary=[row.word for row in best[:200]], token_pattern=TOKEN, ngram_range=(1, 3), binary=True
    )
    model = LogisticRegression(max_iter=2000).fit(vectorizer.transform(texts), gold)
    test_texts, test_gold = sentences(articles, "test")
    assert 0.4 < macro_f1(test_gold, model.predict(vectorizer.transform(test_texts))) < 0.75


def test_no_opening_gives_its_class_away(articles: list[Article]) -> None:
    """Openings of two words that are frequent and of commentary alone would be a tic of the writers."""
    openings: dict[str, Counter[str]] = {}
    for article in articles:
        for sentence in article.sentences:
            words = re.findall(r"\w+", sentence.text.lower())
            if sentence.label and len(words) > 3:
                openings.setdefault(" ".join(words[:2]), Counter())[sentence.label] += 1
    tics = {
        opening: counts["editorial_commentary"]
        for opening, counts in openings.items()
        if counts["editorial_commentary"] > 0.9 * counts.total() and counts.total() > 40
    }
    assert tics == {}


def test_few_names_are_lopsided(articles: list[Article]) -> None:
    names = name_classes(articles)
    assert len(names) == 200
    assert sum(name.skewed for name in names) <= 30


@pytest.mark.parametrize("variant", ["« ", "«", "“", '"', "’", "'", "\u00a0", "\u202f"])
def test_spellings_of_quotation_marks_apostrophes_and_blanks_occur(
    articles: list[Article], variant: str
) -> None:
    assert sum(variant in s.text for a in articles for s in a.sentences) >= 10
