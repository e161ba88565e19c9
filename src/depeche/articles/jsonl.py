"""JSONL files of articles: one article an object, with its sentences inside."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from depeche.articles.records import Article, Sentence
from depeche.articles.text import read_text
from depeche.errors import DepecheError
from depeche.files import replacing

_ARTICLE_FIELDS = {field.name for field in fields(Article)}
_SENTENCE_FIELDS = {field.name for field in fields(Sentence)}


def jsonl_objects(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield line number and object of every line that is not blank.

    Raises:
        DepecheError: a line is no JSON object.
    """
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except json.JSONDecodeError as error:
            raise DepecheError(
                f"{path.name}:{number}: not JSON: {error.msg} at column {error.colno}"
            ) from None
        if not isinstance(value, dict):
            raise DepecheError(
                f"{path.name}:{number}: expected an object {{…}}, found {type(value).__name__}"
            )
        yield number, value


def read_jsonl(path: Path) -> Iterator[Article]:
    """Yield the articles of a JSONL file: ``id``, and ``sentences`` or ``text``.

    Raises:
        DepecheError: a line that is no article, with its number.
    """
    for number, value in jsonl_objects(path):
        yield article_from_json(value, f"{path.name}:{number}")


def article_from_json(value: Mapping[str, Any], where: str) -> Article:
    """Build an article from its JSON object; fields that we do not know are left out.

    Raises:
        DepecheError: neither ``sentences`` nor ``text``, or a value that does not fit.
    """
    if "sentences" not in value and "text" not in value:
        raise DepecheError(f"{where}: an article needs 'sentences' or 'text'; it has: {', '.join(value)}")
    known = {key: item for key, item in value.items() if key in _ARTICLE_FIELDS and item is not None}
    sentences = known.pop("sentences", ())
    if not isinstance(sentences, list | tuple) or not all(isinstance(s, dict) for s in sentences):
        raise DepecheError(f"{where}: 'sentences' must be a list of objects with a 'text' each")
    known["id"] = str(known.get("id", where))
    if "text" in known and not isinstance(known["text"], str):
        raise DepecheError(f"{where}: 'text' must be a string")
    try:
        return Article(sentences=tuple(_sentence(s) for s in sentences), **known)
    except (TypeError, ValueError, AttributeError) as error:
        raise DepecheError(f"{where}: {error}") from None


def _sentence(value: Mapping[str, Any]) -> Sentence:
    if not isinstance(value.get("text"), str):
        raise ValueError("a sentence has no 'text'")
    return Sentence(
        **{key: item for key, item in value.items() if key in _SENTENCE_FIELDS and item is not None}
    )


def write_jsonl(articles: Iterable[Article], path: Path) -> None:
    """Write one article a line."""
    with replacing(path) as out:
        for article in articles:
            out.write(json.dumps(asdict(article), ensure_ascii=False) + "\n")
