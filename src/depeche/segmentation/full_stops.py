"""Whether a full stop belongs to an abbreviation or to the sentence."""

from __future__ import annotations

import re
from typing import Final

from depeche.segmentation.abbreviations import (
    HELD,
    LETTERED,
    NAME_PARTS,
    NUMBERED,
    OFTEN_ORDINARY,
    PARTICLES,
    STARTERS,
    TITLES,
)
from depeche.segmentation.openings import first_word, is_link

#: The word that ends a text, with the one before it if only a space parts them; the C of « 3 °C » is no word.
_LAST_WORDS: Final = re.compile(r"(?<![\w°%/])(?:([\w.-]+) )?([\w.-]+)\Z")
_NUMBER: Final = re.compile(r"\d|[A-Z]\.|[IVX]+\b")
_ACRONYM: Final = re.compile(r"(?:[^\W\d_]{1,2}\.-?)+[^\W\d_]{1,2}")
#: « J.-M », but not « É.-U »
_FIRST_NAMES: Final = re.compile(r"[A-ZÀ-Þ]\.-(?!U\b)[A-ZÀ-Þ]")


def is_held(left: str, after: str, quotes: bool) -> bool:
    """Whether a full stop belongs to an abbreviation and the sentence goes on.

    Args:
        left: what stands before the full stop.
        after: what follows, from its first letter or digit.
        quotes: whether an opening quote stands between.
    """
    words = _LAST_WORDS.search(left)
    if words is None:
        return False
    before, word = words.group(1) or "", words.group(2)
    opens = first_word(after)
    named = len(before) > 1 and before.istitle() and "." not in before and before not in STARTERS

    if word == "M" and named:  # « Karim M. », a defendant whose name is withheld
        return opens not in STARTERS
    if word in TITLES:
        return True
    if len(word) == 1 and word.isupper():
        if before.lower() in LETTERED:
            return False
        return not (is_link(after) or opens in STARTERS or (named and opens in PARTICLES))
    if _ACRONYM.fullmatch(word):
        person = _FIRST_NAMES.fullmatch(word) and before.lower() not in {"av.", "apr."}
        return not (quotes or opens in STARTERS or (not person and opens in PARTICLES))
    if word in NAME_PARTS:
        return opens not in STARTERS | PARTICLES
    if word.isupper():
        return False
    return word.lower() in HELD or (word.lower() in NUMBERED and bool(_NUMBER.match(after)))


def ends_a_plain_word(left: str) -> bool:
    """Whether a text ends with a full stop that no reader would take for an abbreviation's."""
    words = _LAST_WORDS.search(left[:-1])
    word = words.group(2) if words else ""
    if word in TITLES or word.isupper() or not word.replace("-", "").isalpha():
        return False
    return left.endswith(".") and len(word) > 3 and word not in HELD | NUMBERED | NAME_PARTS | OFTEN_ORDINARY
