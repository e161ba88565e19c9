"""One block of text into sentences: sentencex proposes the ends, the French rules decide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import sentencex

from depeche.segmentation.abbreviations import OFTEN_ORDINARY
from depeche.segmentation.french import sentence_end
from depeche.segmentation.quotes import curled

# What sentencex is shown instead of some characters. It passes over whole quotations and brackets, in
# quadratic time if they are not closed; it does not know the ellipsis; it takes "vol." and "(S)." for
# abbreviations; and "?! 12" and " ? 12" end nothing for it, where "x? 12" does.
_SHOWN: Final = str.maketrans(
    {"…": "!", "@": "a"} | dict.fromkeys("\"«»“”„‟‹›‘’‚‛'`()（）[]{}<>《》「」", " ")
)
_ORDINARY: Final = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(OFTEN_ORDINARY))}|[A-ZÀ-Þ]+)\.(?!\.)")
_BEFORE_MARK: Final = re.compile(r"[ »”)\].!?…](?=[.!?…])")
#: sentencex goes back over the whole word at each of its marks; what is this long is no word.
_LONG_WORD: Final = re.compile(r"\S{500,}(?=\S)")
_MARKS: Final = re.compile(r"[.!?…]+")
_WORD: Final = re.compile(r"\w")
_BLANK_RUN: Final = re.compile(r" *")


def sentences(block: str) -> Iterator[tuple[int, int]]:
    """The sentences of a block, as spans that leave out only the blanks between them.

    Args:
        block: a stretch that no sentence crosses, not blank at either end; with plain blanks.
    """
    text = curled(block.replace("\n", " "))
    start, word = 0, _next_word(text, 0)
    for mark in _marks(text):
        if mark <= word:
            continue  # no sentence without a word: a lone mark goes with what follows
        end = sentence_end(text, start, mark)
        if end is not None:
            yield start, end
            start = _skip_blanks(text, end)
            word = _next_word(text, start)
    if start < len(text):
        yield start, len(text)


def _next_word(text: str, start: int) -> int:
    """Where the first letter or digit stands, from ``start`` on; the end of the text if there is none."""
    match = _WORD.search(text, start)
    return match.start() if match else len(text)


def _skip_blanks(text: str, start: int) -> int:
    match = _BLANK_RUN.match(text, start)
    return match.end() if match else start


def _marks(text: str) -> Iterator[int]:
    """Ends of the marks after which sentencex sees a new sentence."""
    shown = _ORDINARY.sub(lambda match: match.group()[:-1] + "!", text)
    shown = _BEFORE_MARK.sub("x", shown).translate(_SHOWN)
    shown = _LONG_WORD.sub(lambda match: "x" * len(match.group()), shown)
    end = 0
    for piece in _proposed(shown):
        if piece.strip():
            yield end + len(piece.rstrip())
        end += len(piece)


def _proposed(shown: str) -> list[str]:
    """The pieces that sentencex cuts the text into; cut at every mark if sentencex fails on it."""
    try:
        return list(sentencex.segment("fr", shown))
    except UnicodeEncodeError:  # a lone surrogate, which Rust cannot hold
        return _cut_at_every_mark(shown)
    except BaseException as error:
        # A panic of Rust code; its class is not an Exception and cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        return _cut_at_every_mark(shown)


def _cut_at_every_mark(shown: str) -> list[str]:
    ends = [match.end() for match in _MARKS.finditer(shown)] + [len(shown)]
    return [shown[start:end] for start, end in zip([0, *ends], ends, strict=False)]
