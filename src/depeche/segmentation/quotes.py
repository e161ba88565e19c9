"""Which straight double quotes open a quotation and which close one."""

from __future__ import annotations

import re
from typing import Final

_STRAIGHT: Final = re.compile('"')
_BEFORE_OPENING: Final = frozenset(" ([{«“'’-–—")
_AFTER_CLOSING: Final = frozenset(" .,;:!?…)]}»”-–—")


def curled(block: str) -> str:
    """A copy of the same length in which straight double quotes are “ or ”.

    The characters beside a quote decide; where they do not (French typists put blanks on both sides), quotes
    open and close in turn.
    """
    inside = False

    def curl(match: re.Match[str]) -> str:
        nonlocal inside
        at = match.start()
        may_open = at == 0 or block[at - 1] in _BEFORE_OPENING
        may_close = at + 1 == len(block) or block[at + 1] in _AFTER_CLOSING
        inside = may_open if may_open != may_close else not inside
        return "“" if inside else "”"

    return _STRAIGHT.sub(curl, block)
