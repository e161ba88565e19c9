"""The sentences that pointers mean, cut out of the files of the public repositories."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from depeche.corpus.press.pointers import Layout, Pointer, sentence_sha1
from depeche.errors import DepecheError

_LINE_NUMBER = re.compile(r"L(\d+)S\d+")
_BLANKS = re.compile(r"\s+")
_BLANK_BEFORE_MARK = re.compile(r"\s+([.,)\]…])")
_BLANK_AFTER_BRACKET = re.compile(r"([(\[])\s+")
_LEADING_DASH = re.compile(r"^[–—-]\s*")


def rebuild(pointers: Iterable[Pointer], raw: str, layout: Layout) -> Iterator[str | None]:
    """Yield the text of every pointer of one file, None where the file does not hold it.

    A text counts only when its SHA-1 is the recorded one. Where a file was tokenised
    (Wikinews: « Cazeneuve . »), the sentence is tried as it stands and with its blanks mended.

    Args:
        pointers: of one file.
        raw: the file.
        layout: ``lines`` (plain text; the id says line and sentence, the offsets count in the line),
            ``conllu`` (``# sent_id`` and ``# text``), or ``news-please`` (JSON; ``title``, and offsets into
            ``maintext``).

    Raises:
        DepecheError: the file is not of that layout.
    """
    cut = _CUTTERS[layout](raw)
    for pointer in pointers:
        text = cut(pointer)
        yield next((t for t in _spellings(text) if sentence_sha1(t) == pointer.sha1), None) if text else None


def _spellings(text: str) -> Iterator[str]:
    """The text as it stands, then with runs of blanks, blanks around marks and a leading dash mended."""
    yield text
    single = _BLANKS.sub(" ", text).strip()
    yield single
    mended = _BLANK_AFTER_BRACKET.sub(r"\1", _BLANK_BEFORE_MARK.sub(r"\1", single))
    yield mended
    yield _LEADING_DASH.sub("", mended)


def _from_lines(raw: str) -> Callable[[Pointer], str | None]:
    lines = raw.split("\n")

    def cut(pointer: Pointer) -> str | None:
        match = _LINE_NUMBER.fullmatch(pointer.sent_id)
        if match is None or int(match[1]) >= len(lines):
            return None
        return lines[int(match[1])][pointer.start : pointer.end]

    return cut


def _from_conllu(raw: str) -> Callable[[Pointer], str | None]:
    texts: dict[str, str] = {}
    current = ""
    for line in raw.split("\n"):
        if line.startswith("# sent_id = "):
            current = line.removeprefix("# sent_id = ").strip()
        elif line.startswith("# text = "):
            texts[current] = line.removeprefix("# text = ").strip()
    return lambda pointer: texts.get(pointer.sent_id)


def _from_news_please(raw: str) -> Callable[[Pointer], str | None]:
    try:
        article: Any = json.loads(raw)
        title, body = str(article["title"]), str(article["maintext"])
    except (ValueError, KeyError, TypeError) as error:
        raise DepecheError(f"not a news-please article: {error}") from None
    return lambda p: title if p.start is None else body[p.start : p.end]


_CUTTERS: dict[Layout, Callable[[str], Callable[[Pointer], str | None]]] = {
    "lines": _from_lines,
    "conllu": _from_conllu,
    "news-please": _from_news_please,
}
