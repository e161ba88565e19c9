"""A text into `Segment` records: sentences with exact offsets, and what each is in the article."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from depeche.labels import Kind
from depeche.segmentation.blanks import plain_blanks
from depeche.segmentation.boilerplate import is_boilerplate
from depeche.segmentation.kinds import block_kinds
from depeche.segmentation.lines import blocks
from depeche.segmentation.splitting import sentences

#: Changes whenever a text may be cut otherwise; stored in checkpoints.
SEGMENTER_VERSION: Final = "1"

#: « ENTRETIEN. « Nos rivières se meurent » » is one headline; a line of more sentences is a paragraph.
_MOST_IN_ONE: Final = 2


@dataclass(frozen=True, slots=True)
class Segment:
    """One sentence, or another piece of an article, where it stands in the source.

    Attributes:
        start: offset of its first character, in characters (code points).
        end: one past its last character.
        text: exactly ``source[start:end]``; no blank at either end.
        kind: what it is in the article. Captions are never guessed.
    """

    start: int
    end: int
    text: str
    kind: Kind


def segment(text: str) -> list[Segment]:
    """The sentences of a French news text, in order.

    Every character that is not blank lies in exactly one segment. Headlines, subheads and boilerplate are
    told from the lines of the text, so paragraphs and headlines should end with a newline.

    Args:
        text: any string.

    Returns:
        The segments; none if the text is blank.
    """
    return list(_segments(text))


def _segments(text: str) -> Iterator[Segment]:
    plain = plain_blanks(text)
    spans = list(blocks(plain))
    for (start, end), kind in zip(spans, block_kinds(plain, spans), strict=True):
        pieces = list(sentences(plain[start:end]))
        if kind != "body" and len(pieces) <= _MOST_IN_ONE:
            yield Segment(start, end, text[start:end], kind)
            continue
        for first, last in pieces:
            piece = text[start + first : start + last]
            aside = kind == "boilerplate" or is_boilerplate(piece)
            yield Segment(start + first, start + last, piece, "boilerplate" if aside else "body")
