"""The splits of a labelled corpus."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from depeche.articles.reading import article_files, read_articles
from depeche.articles.records import Article
from depeche.errors import DepecheError


def load_corpus(paths: Sequence[str | Path]) -> list[Article]:
    """Read the articles of several files or folders.

    Raises:
        DepecheError: an id that occurs twice, or what :func:`read_articles` finds.
    """
    articles: dict[str, Article] = {}
    for path in paths:
        for article in read_articles(path):
            if article.id in articles:
                raise DepecheError(
                    f"{path}: the article id '{article.id}' occurs in another file, too; ids must be unique"
                )
            articles[article.id] = article
    return list(articles.values())


def select_split(articles: Sequence[Article], split: str) -> list[Article]:
    """The articles of one split that hold a labelled sentence.

    Raises:
        DepecheError: there are none; says which splits there are.
    """
    chosen = [a for a in articles if a.split == split and any(s.label for s in a.sentences)]
    if not chosen:
        known = sorted({a.split for a in articles if a.split})
        raise DepecheError(
            f"no labelled article of the split '{split}'; the corpus has: {', '.join(known) or 'no splits'}"
        )
    return chosen


def corpus_digest(paths: Sequence[str | Path]) -> str:
    """SHA-256 over the names and bytes of all article files, to tell which data a checkpoint saw."""
    digest = hashlib.sha256()
    for path in paths:
        for file in article_files(Path(path)):
            digest.update(file.name.encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()
