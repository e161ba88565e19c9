"""Articles as flat rows, one a sentence: the shape of CSV and Parquet files and of interchange."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any

from depeche.articles.records import Article, Sentence, check_is_split
from depeche.errors import DepecheError

_SENTENCE_FIELDS = tuple(field.name for field in fields(Sentence))
_ARTICLE_FIELDS = tuple(
    field.name for field in fields(Article) if field.name not in ("id", "sentences", "text")
)

#: Columns in the order they are written.
COLUMNS = ("article", "position", *_SENTENCE_FIELDS, *_ARTICLE_FIELDS)
_INTEGERS = ("position", "rule", "year")


def article_rows(articles: Iterable[Article]) -> Iterator[dict[str, Any]]:
    """Yield one row a sentence; ``position`` counts from 0 in each article.

    Raises:
        DepecheError: an article that is not split into sentences.
    """
    for article in articles:
        check_is_split(article)
        shared = {name: getattr(article, name) for name in _ARTICLE_FIELDS}
        for position, sentence in enumerate(article.sentences):
            own = {name: getattr(sentence, name) for name in _SENTENCE_FIELDS}
            yield {"article": article.id, "position": position, **own, **shared}


def articles_from_rows(rows: Iterable[Mapping[str, Any]], where: str, first: int = 1) -> Iterator[Article]:
    """Group consecutive rows of one ``article`` into articles.

    Args:
        rows: mappings with at least ``text``; where there is no ``article`` column, every row is an
            article of its own. Empty strings count as missing values.
        where: the file's name, for messages.
        first: line number of the first row, for messages.

    Raises:
        DepecheError: a missing column, an unknown label or kind, a bad number, with the line.
    """
    current: dict[str, Any] | None = None
    sentences: list[Sentence] = []
    for number, row in enumerate(rows, first):
        place = f"{where}:{number}"
        if "text" not in row:
            raise DepecheError(f"{place}: no column 'text'; there are: {', '.join(map(str, row)) or 'none'}")
        values = {key: _value(key, row[key], place) for key in COLUMNS if key in row}
        shared = {key: values[key] for key in _ARTICLE_FIELDS if values.get(key) is not None}
        identifier = str(values.get("article") or f"row-{number}")
        if current is None or identifier != current["id"]:
            if current is not None:
                yield Article(sentences=tuple(sentences), **current)
            current, sentences = {"id": identifier, **shared}, []
        try:
            Article(**current)
            sentences.append(
                Sentence(**{k: values[k] for k in _SENTENCE_FIELDS if values.get(k) is not None})
            )
        except (TypeError, ValueError) as error:
            detail = "the text is empty" if not values.get("text") else str(error)
            raise DepecheError(f"{place}: {detail}") from None
    if current is not None:
        yield Article(sentences=tuple(sentences), **current)


def _value(key: str, value: Any, place: str) -> Any:
    if value is None or value == "" or value != value:  # NaN: pandas' and Arrow's missing number
        return None
    if key in _INTEGERS:
        try:
            return int(value)
        except ValueError:
            raise DepecheError(f"{place}: column '{key}' holds '{value}', which is no whole number") from None
    if key == "synthetic":
        return value if isinstance(value, bool) else str(value).lower() in ("true", "1")
    return str(value)
