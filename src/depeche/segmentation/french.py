"""The French rules: whether a mark ends a sentence, and which closing marks go with it.

They read one block of text whose only blank is the space and whose double quotes are curled.
"""

from __future__ import annotations

import re
from typing import Final

from depeche.segmentation.abbreviations import PARTICLES, STARTERS
from depeche.segmentation.boilerplate import is_dateline
from depeche.segmentation.full_stops import ends_a_plain_word, is_held
from depeche.segmentation.openings import first_word, is_link, opens_low

#: How far the rules look, so that a mark costs the same however long the sentence: to the left, to the
#: right, and to the left for an opening bracket.
_LEFT: Final = 80
_RIGHT: Final = 40
_BRACKET: Final = 400

_OMISSION: Final = r"(?:\[(?:…|\.{3})\]|\((?:…|\.{3})\))"
#: What belongs to the sentence that ends: more marks, closing quotes and brackets, calls of notes, « […] ».
_TAIL: Final = re.compile(rf"(?: *(?:[!?…»”›)\]}}]|\.(?!\w)|\[\d{{1,3}}\]|{_OMISSION})|['’](?!\w))*")
_OPENERS: Final = re.compile(r"[-–—«“‹„(\[{ ]*")
_GOES_ON: Final = frozenset(",;:/%=")

_IN_OMISSION: Final = re.compile(r"[\[(](?:…|\.{3})\Z")
_STUMP: Final = re.compile(r"[-–—•*# ]*(?:(?:\d{1,2}\.)*\d{1,2}|[IVX]{1,5}|\d{1,2} ?[h:] ?\d{0,2})\.")
_GLUED_LEFT: Final = re.compile(r"(?:[a-zà-ÿ]{3}|[»”)%]) ?[.!?…]+[»”)’']*\Z")
_GLUED_RIGHT: Final = re.compile(r"(?!(?:Com|Fr|Net|Org|Eu|Info|Io|Be|Ch|Ca|Tv)\b)[A-ZÀ-Þ](?:[a-zà-ÿ'’ ]|\Z)")
_ADDRESS: Final = re.compile(r"[@/\\]|www\.")


def sentence_end(block: str, start: int, mark: int) -> int | None:
    """Where the sentence ends that may end with a mark; None if the mark ends none.

    Args:
        block: the text.
        start: where the sentence begins.
        mark: one past its mark (``.``, ``?``, ``…``).

    Returns:
        One past the sentence's last character: closing quotes and brackets belong to it.
    """
    tail = _TAIL.match(block, mark)
    end = tail.end() if tail else mark
    openers = _OPENERS.match(block, end)
    opening = openers.group() if openers else ""
    after = block[end + len(opening) : end + len(opening) + _RIGHT].replace("’", "'")
    left = block[max(start, mark - _LEFT) : mark]

    if not after or after[0] in _GOES_ON:
        return None
    if _IN_OMISSION.search(left) and block[mark : mark + 1] in set(")]"):
        return end if first_word(after) in STARTERS | PARTICLES else None
    if _is_aside(block, start, mark, end):
        return None
    if not opening.startswith(" ") and not _is_glued(block[max(start, end - _LEFT) : end], after):
        return None
    quotes = any(quote in opening for quote in "«“„")
    if opens_low(after) and not _may_open_low(left, after, quotes):
        return None
    if opening.strip(" ")[:1] in set("-–—") and is_dateline(block[start:mark]):
        return None
    if left.endswith(".") and not left.endswith("..") and end == mark:
        if _STUMP.fullmatch(block, start, mark):
            return None
        if is_held(left[:-1].rstrip(), after, quotes):
            return None
    return end


def _is_aside(block: str, start: int, mark: int, end: int) -> bool:
    """Whether the mark stands in brackets that the sentence opened on its way: « (enfin !) »."""
    return ")" in block[mark:end] and block.rfind("(", max(start, mark - _BRACKET), mark) > start


def _may_open_low(left: str, after: str, quotes: bool) -> bool:
    """Whether a sentence may begin with a small letter: a link, a quotation, an « à » without its capital."""
    if is_link(after):
        return True
    if left.endswith(("…", "..")):
        return False
    return quotes or (after.startswith("à ") and ends_a_plain_word(left))


def _is_glued(left: str, after: str) -> bool:
    """Whether a sentence follows with no blank between: « lundi.Le maire », but no part of an address."""
    token = left.rsplit(" ", 1)[-1] + after.split(" ", 1)[0]
    return bool(_GLUED_LEFT.search(left) and _GLUED_RIGHT.match(after) and not _ADDRESS.search(token))
