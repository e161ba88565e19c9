"""What a block of lines is in an article: headline, subhead, body or boilerplate."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from depeche.labels import Kind
from depeche.segmentation.boilerplate import is_boilerplate, is_name
from depeche.segmentation.openings import is_item

_LONGEST_HEADLINE: Final = 200
_LONGEST_SUBHEAD: Final = 100

_MARKDOWN: Final = re.compile(r"#{1,6} ")
_HEADLINE_ENDS_NOT: Final = re.compile(r"(?:(?<!\.)\.[ »”\"')\]]*|[,;:])\Z")
_SUBHEAD_ENDS_NOT: Final = re.compile(r"[.!?…,;:][ »”\"')\]]*\Z")
_TIME: Final = re.compile(r"\d{1,2} ?[h:] ?\d\d\b")


def block_kinds(plain: str, spans: Sequence[tuple[int, int]]) -> list[Kind]:
    """The kind of every block of a text.

    Args:
        plain: the text, with plain blanks.
        spans: its blocks, from `depeche.segmentation.lines.blocks`.
    """
    texts = [plain[start:end] for start, end in spans]
    kinds: list[Kind] = ["boilerplate" if is_boilerplate(text) else "body" for text in texts]
    article = [i for i, kind in enumerate(kinds) if kind == "body"]
    short = [_may_be_subhead(texts[i]) for i in article]
    # The last block has nothing to stand over: it is neither headline nor subhead.
    for position, i in enumerate(article[:-1]):
        if position == 0 and _may_be_headline(texts[i]):
            kinds[i] = "headline"
        elif _MARKDOWN.match(texts[i]) or (position > 0 and _is_lone(short, position, kinds[article[0]])):
            kinds[i] = "subhead"
    for i in article[1:2] + article[-1:]:  # a name alone signs the article under its headline or at its end
        if kinds[article[0]] == "headline" and is_name(texts[i]):
            kinds[i] = "boilerplate"
    return kinds


def _is_lone(short: Sequence[bool], position: int, first: Kind) -> bool:
    """Whether a short line stands over a paragraph, and not in a list or a table of such lines."""
    after_headline = position == 1 and first == "headline"
    return short[position] and not short[position + 1] and (after_headline or not short[position - 1])


def _may_be_headline(text: str) -> bool:
    """Whether a first line is short and no full stop ends it; it may end with ?, !, … or a closing quote."""
    if _MARKDOWN.match(text):
        return True
    return len(text) < _LONGEST_HEADLINE and not is_item(text) and not _HEADLINE_ENDS_NOT.search(text)


def _may_be_subhead(text: str) -> bool:
    """Whether a line is short and ends with no mark at all."""
    return not (
        len(text) > _LONGEST_SUBHEAD or is_item(text) or _TIME.match(text) or _SUBHEAD_ENDS_NOT.search(text)
    )
