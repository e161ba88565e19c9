"""The contrast sets of data/contrast."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from depeche.articles.records import Article
from depeche.corpus.checks import check_corpus
from depeche.corpus.loading import load_corpus
from depeche.labels import LABELS

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    return load_corpus([DATA / "contrast"])


def test_they_train_only_and_are_marked_as_invented(articles: list[Article]) -> None:
    assert all(a.split == "train" and a.synthetic and a.group for a in articles)
    for path in (DATA / "contrast").glob("*.txt"):
        assert "Canary" in path.read_text(encoding="utf-8").partition("\n")[0]


def test_every_group_has_versions_that_differ_in_their_labels(articles: list[Article]) -> None:
    groups: dict[str | None, list[Article]] = defaultdict(list)
    for article in articles:
        groups[article.group].append(article)
    for name, versions in groups.items():
        labels = {tuple(s.label for s in a.sentences) for a in versions}
        assert len(versions) >= 2 and len(labels) == len(versions), name


def test_every_class_is_there(articles: list[Article]) -> None:
    labels = [s.label for a in articles for s in a.sentences]
    assert all(labels.count(label) > 0.2 * len(labels) for label in LABELS)


def test_nothing_near_stands_in_validation_or_test(articles: list[Article]) -> None:
    others = [a for a in load_corpus([DATA / "authored"]) if a.split != "train"]
    findings = [str(f) for f in check_corpus([*articles, *others])]
    assert [f for f in findings if "groups:" not in f] == []
