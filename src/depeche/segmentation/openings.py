"""What the beginning of a line or of a sentence tells."""

from __future__ import annotations

import re
from typing import Final

_BRAND: Final = re.compile(r"[a-z]{1,2}[A-Z]")
_LINK: Final = re.compile(r"https?://|www\.")
_WORD: Final = re.compile(r"[^\W\d_]+'?")
_ITEM: Final = re.compile(r"(?:[-–—•*·►→#>]+|\d{1,2}[.)°])(?: |\Z)")


def opens_low(text: str) -> bool:
    """Whether it begins with a small letter, unless that begins a name such as « iPhone » or « eBay »."""
    return text[:1].islower() and not _BRAND.match(text)


def is_item(line: str) -> bool:
    """Whether the line begins with a bullet, a dash of dialogue, a list number or a Markdown ``#``."""
    return _ITEM.match(line) is not None


def is_link(text: str) -> bool:
    """Whether it begins with the address of a page."""
    return _LINK.match(text) is not None


def first_word(text: str) -> str:
    """The word it begins with, with its straight apostrophe (``L'``); empty if it begins with none."""
    word = _WORD.match(text)
    return word.group() if word else ""
