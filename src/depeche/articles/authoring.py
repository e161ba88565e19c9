"""The authoring text: one line a sentence, to be written and corrected in any editor.

.. code-block:: text

    ### ID | style | topic | slant | year | split=train | group=NAME
    H F<TAB>headline                       H headline, S subhead, C caption, - body
    - A:4<TAB>sentence decided by rule 4   F, A, E; X is boilerplate; ? is not labelled yet
    - E/A:7<TAB>mixed sentence, secondary A

``split``, ``group``, ``source`` and ``synthetic`` are optional and named. Lines that begin with
``#`` and a blank are comments, kept out of the articles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from depeche.articles.records import Article, Sentence, check_is_split
from depeche.errors import DepecheError
from depeche.labels import LETTERS, Kind, Label

_KINDS: dict[str, Kind] = {"H": "headline", "S": "subhead", "C": "caption", "-": "body"}
_KIND_LETTERS = {kind: letter for letter, kind in _KINDS.items()} | {"boilerplate": "-"}
_LABELS: dict[str, Label] = {letter: label for label, letter in LETTERS.items()}  # type: ignore[misc]
_LINE = re.compile(
    r"(?P<kind>[HSC-]) (?P<label>[FAEX?])(?:/(?P<secondary>[FAE]))?(?::(?P<rule>\d+))?\t(?P<text>.*)"
)
# What str.splitlines and editors take for a line end; French blanks stay as they are.
_LINE_ENDS = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_NAMED = ("split", "group", "source", "synthetic")
_HEADER = "ID | style | topic | slant | year"
_POSITIONAL = ("style", "topic", "slant", "year")


def parse_authoring(lines: Iterable[str], name: str) -> Iterator[Article]:
    """Yield the articles of an authoring text.

    Args:
        lines: the lines, with or without their line ends.
        name: the file's name, for messages.

    Raises:
        DepecheError: a line that is not in the format, with its number.
    """
    header: dict[str, Any] | None = None
    sentences: list[Sentence] = []
    for number, raw in enumerate(lines, 1):
        line = raw.rstrip("\r\n")
        if line.startswith("###"):
            if header is not None:
                yield _article(header, sentences)
            header, sentences = _parse_header(line, f"{name}:{number}"), []
        elif not line.strip() or line.startswith("# "):
            continue
        elif header is None:
            raise DepecheError(f"{name}:{number}: a sentence stands before the first '### ID | …' header")
        else:
            sentences.append(_parse_sentence(line, f"{name}:{number}"))
    if header is not None:
        yield _article(header, sentences)


def _article(header: dict[str, Any], sentences: list[Sentence]) -> Article:
    return Article(sentences=tuple(sentences), **header)


def _parse_header(line: str, where: str) -> dict[str, Any]:
    identifier, *fields = (part.strip() for part in line[3:].split("|"))
    header: dict[str, Any] = {"id": identifier, "source": "written", "synthetic": True}
    positional = iter(_POSITIONAL)
    for field in fields:
        key, equals, value = field.partition("=")
        if equals and key in _NAMED:
            header[key] = value
        elif (key := next(positional, "")) == "":
            raise DepecheError(f"{where}: the header field '{field}' is one too many; expected {_HEADER}")
        else:
            header[key] = field
    if "year" in header and not header["year"].isdecimal():
        raise DepecheError(f"{where}: the year '{header['year']}' is no number; expected {_HEADER}")
    if "year" in header:
        header["year"] = int(header["year"])
    if isinstance(header["synthetic"], str):
        header["synthetic"] = header["synthetic"] == "true"
    try:
        Article(**header)
    except ValueError as error:
        raise DepecheError(f"{where}: {error}") from None
    return header


def _parse_sentence(line: str, where: str) -> Sentence:
    match = _LINE.fullmatch(line)
    if match is None:
        raise DepecheError(
            f"{where}: expected 'KIND LABEL[/SECONDARY][:RULE]<TAB>sentence', as in "
            f"'- A:4<TAB>Il serait mort.'; found '{line[:60]}'"
        )
    letter, rule = match["label"], match["rule"]
    try:
        return Sentence(
            text=match["text"].strip(),
            kind="boilerplate" if letter == "X" else _KINDS[match["kind"]],
            label=_LABELS.get(letter),
            secondary=_LABELS.get(match["secondary"] or ""),
            rule=int(rule) if rule else None,
        )
    except ValueError as error:
        raise DepecheError(f"{where}: {error}") from None


def format_authoring(articles: Iterable[Article]) -> Iterator[str]:
    """Yield the authoring text of ``articles``, line by line, line ends included.

    A line end inside a sentence becomes a blank; which kind of line a piece of boilerplate was is not kept.

    Raises:
        DepecheError: an article that is not split into sentences.
    """
    for article in articles:
        check_is_split(article)
        yield "### " + " | ".join(_header_fields(article)) + "\n"
        for sentence in article.sentences:
            yield _format_sentence(sentence) + "\n"
        yield "\n"


def _header_fields(article: Article) -> list[str]:
    fields = [article.id, article.style, article.topic, article.slant]
    if article.year is not None:
        fields.append(str(article.year))
    if article.split:
        fields.append(f"split={article.split}")
    if article.group:
        fields.append(f"group={article.group}")
    if article.source != "written":
        fields.append(f"source={article.source}")
    if not article.synthetic:
        fields.append("synthetic=false")
    return fields


def _format_sentence(sentence: Sentence) -> str:
    letter = LETTERS[sentence.label] if sentence.label else "X" if sentence.kind == "boilerplate" else "?"
    secondary = f"/{LETTERS[sentence.secondary]}" if sentence.secondary else ""
    rule = f":{sentence.rule}" if sentence.rule else ""
    return f"{_KIND_LETTERS[sentence.kind]} {letter}{secondary}{rule}\t{_LINE_ENDS.sub(' ', sentence.text)}"
