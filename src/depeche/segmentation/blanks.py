"""A copy of a text whose only blanks are the space and the newline, so that the rules need no other."""

from __future__ import annotations

from typing import Final

#: Characters of no width that `str.isspace` does not count, and that no sentence may begin or end with.
ZERO_WIDTH: Final = "\u200b\u2060\ufeff"
_LINE_BREAKS: Final = "\n\r\x0b\x0c\x85\u2028\u2029"
_LAST_BLANK: Final = 0x3000  # the ideographic space; Unicode has no blank above it

_BLANKS: Final = [char for char in map(chr, range(_LAST_BLANK + 1)) if char.isspace()] + list(ZERO_WIDTH)
_TO_PLAIN: Final = str.maketrans({blank: "\n" if blank in _LINE_BREAKS else " " for blank in _BLANKS})


def plain_blanks(text: str) -> str:
    r"""A copy of ``text`` of the same length whose only blanks are spaces and newlines.

    ``\r\n`` becomes a space and a newline: it is one line break, not an empty line.
    """
    return text.replace("\r\n", " \n").translate(_TO_PLAIN)


def trimmed(plain: str, start: int, end: int) -> tuple[int, int]:
    """The span without the blanks at its ends; ``start == end`` if there is nothing else.

    Args:
        plain: a text that `plain_blanks` made.
        start: first character of the span.
        end: one past its last character.
    """
    piece = plain[start:end]
    start += len(piece) - len(piece.lstrip())
    return start, start + len(piece.strip())
