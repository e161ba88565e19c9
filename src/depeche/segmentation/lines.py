"""Where a line break ends a sentence, and where it only wraps one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from depeche.segmentation.blanks import trimmed
from depeche.segmentation.boilerplate import is_boilerplate
from depeche.segmentation.openings import is_item, opens_low

Span = tuple[int, int]

#: Columns at which e-mails and terminals wrap; longer lines are paragraphs.
_WRAP_COLUMNS: Final = range(40, 121)
#: How much shorter than the column a wrapped line may have become when a word of it was mended.
_SLACK: Final = 8

_LINE: Final = re.compile(r"[^\n]+")
_COMPLETE: Final = re.compile(r"[.!?…](?P<closed>[ »”’\"')\]]*)\Z")


def blocks(plain: str) -> Iterator[Span]:
    """The stretches that hold whole sentences: one line or several, without the blanks at their ends.

    Args:
        plain: a text that `depeche.segmentation.blanks.plain_blanks` made.
    """
    for run in _runs(plain):
        yield from _joined(plain, run)


def _runs(plain: str) -> Iterator[list[Span]]:
    """The lines that are not blank, in stretches that stand between empty lines."""
    run: list[Span] = []
    for match in _LINE.finditer(plain):
        start, end = trimmed(plain, *match.span())
        if start == end:
            continue
        if run and plain.count("\n", run[-1][1], start) > 1:
            yield run
            run = []
        run.append((start, end))
    if run:
        yield run


def _joined(plain: str, run: list[Span]) -> Iterator[Span]:
    """The lines of a run, with those that wrap a sentence put together."""
    lines = [plain[start:end] for start, end in run]
    pairs = list(zip(lines, lines[1:], strict=False))
    width = max(map(len, lines))
    broken = [_sentence_goes_on(line, after) for line, after in pairs]
    # A line is full if the first word of the next one would not have fitted.
    full = [len(line) + 1 + len(after.split(maxsplit=1)[0]) > width - _SLACK for line, after in pairs]
    wrapped = width in _WRAP_COLUMNS and any(b and f for b, f in zip(broken, full, strict=True))
    apart = [is_boilerplate(line) for line in lines]

    start = run[0][0]
    for i, after in enumerate(lines[1:]):
        joins = broken[i] or (wrapped and full[i] and not _opens_an_item(after))
        if apart[i] or apart[i + 1] or not joins:
            yield start, run[i][1]
            start = run[i + 1][0]
    yield start, run[-1][1]


def _sentence_goes_on(line: str, after: str) -> bool:
    """Whether a sentence that the line leaves open, or ends with a quotation, goes on in the next line."""
    if not opens_low(after):
        return False
    complete = _COMPLETE.search(line)
    return complete is None or any(mark in complete["closed"] for mark in '»”"')


def _opens_an_item(line: str) -> bool:
    """Whether a list item or a line of dialogue begins; a dash and a small letter may be an aside."""
    return is_item(line) and not opens_low(line.lstrip("-–— "))
