"""From spans to one tag a piece, and from a model's scores back to spans.

The tags are BIO (Ramshaw and Marcus 1995, arXiv:cmp-lg/9505040), those of the source joined with its kind
(``B-SOURCE:named``). A sentence has at most one source and one cue: decoding looks for the most probable one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from depeche.voices.records import SPEAKING_KINDS, Attribution, SourceKind, Words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Span = tuple[int, int]

#: Tag names in the order of their ids.
TAGS: Final[tuple[str, ...]] = (
    "O",
    "B-CUE",
    "I-CUE",
    *(f"{place}-SOURCE:{kind}" for kind in SPEAKING_KINDS for place in "BI"),
)
TAG_IDS: Final[dict[str, int]] = {tag: index for index, tag in enumerate(TAGS)}
#: Of special tokens, which have no tag; the number that torch's cross-entropy leaves out.
NO_TAG: Final = -100

_BEGINS_CUE, _IN_CUE = TAG_IDS["B-CUE"], TAG_IDS["I-CUE"]
_BEGINS_SOURCE = [TAG_IDS[f"B-SOURCE:{kind}"] for kind in SPEAKING_KINDS]
_IN_SOURCE = [TAG_IDS[f"I-SOURCE:{kind}"] for kind in SPEAKING_KINDS]
_WORD = re.compile(r"\w+['’]?")
_BLANKS = " \t\n\r\u00a0\u202f"
_NO_FIRST, _NO_LAST = _BLANKS + "-'’,;:", _BLANKS + "-,;:"


def tags_of(offsets: Sequence[Span], source: Span | None, cue: Span | None, kind: SourceKind) -> list[int]:
    """The tag id of every piece.

    Args:
        offsets: where each piece stands in the sentence; an empty one is a special token's.
        source: span of the source, in characters. It wins where it lies inside the cue (« a-t-il dit »).
        cue: span of the cue.
        kind: of the source; looked at only where there is one.
    """
    tags = [NO_TAG if start == end else 0 for start, end in offsets]
    for span, name in ((cue, "CUE"), (source, f"SOURCE:{kind}")):
        place = "B"
        for index, (start, end) in enumerate(offsets):
            if span and start < span[1] and end > span[0] and start < end:
                tags[index], place = TAG_IDS[f"{place}-{name}"], "I"
    return tags


def attribution_of(text: str, offsets: Sequence[Span], logits: NDArray[np.float32]) -> Attribution:
    """The most probable source and cue of a sentence.

    For each of the two the probabilities of the tags ``B``, ``I`` and neither are taken, kinds together, and
    the span is sought for which their product over all pieces is greatest, no span being one of the choices.
    Inside the source the cue may go on at no cost.

    Args:
        text: the sentence.
        offsets: where each of its pieces stands, without special tokens; n of them.
        logits: their scores, shape (n, number of tags).
    """
    if not len(offsets):
        return Attribution(None, None, "context")
    scores = logits.astype(np.float64)
    scores -= scores.max(axis=-1, keepdims=True)
    shares = np.exp(scores)
    shares /= shares.sum(axis=-1, keepdims=True)
    source = _best_run(shares[:, _BEGINS_SOURCE].sum(axis=-1), shares[:, _IN_SOURCE].sum(axis=-1))
    cue = _best_run(shares[:, _BEGINS_CUE], shares[:, _IN_CUE], free=source)
    source_words, cue_words = (Words.cut(text, _whole_words(text, offsets, run)) for run in (source, cue))
    kind: SourceKind = "hearsay" if cue_words else "context"
    if source and source_words:
        own = shares[slice(*source)]
        kind = SPEAKING_KINDS[int((own[:, _BEGINS_SOURCE] + own[:, _IN_SOURCE]).sum(axis=0).argmax())]
    return Attribution(source_words, cue_words, kind)


def _best_run(begins: Floats, inside: Floats, free: Span | None = None) -> Span | None:
    """The run of pieces that gains most over no run at all, half-open; None where none gains."""
    tiny = 1e-12
    outside = np.log(np.maximum(1 - begins - inside, tiny))
    gain_begin = np.log(np.maximum(begins, tiny)) - outside
    gain_inside = np.log(np.maximum(inside, tiny)) - outside
    if free is not None:
        gain_begin[slice(*free)] = -np.inf
        gain_inside[slice(*free)] = 0.0
    total = np.cumsum(gain_inside)
    # A run from i to j gains gain_begin[i] + total[j] - total[i].
    gains = np.where(
        np.tri(len(begins), dtype=bool).T, (gain_begin - total)[:, None] + total[None, :], -np.inf
    )
    first, last = np.unravel_index(int(gains.argmax()), gains.shape)
    return (int(first), int(last) + 1) if gains[first, last] > 0 else None


def _whole_words(text: str, offsets: Sequence[Span], run: Span | None) -> Span | None:
    """The characters of a run of pieces, widened to whole words; elided ones are apart (d' | après)."""
    if run is None:
        return None
    start, end = offsets[run[0]][0], offsets[run[1] - 1][1]
    # A piece may hold the mark that joins its word to the one before (-il, 'Erevan).
    start += len(text[start:end]) - len(text[start:end].lstrip(_NO_FIRST))
    end = start + len(text[start:end].rstrip(_NO_LAST))
    for word in _WORD.finditer(text):
        if word.start() < start < word.end():
            start = word.start()
        if word.start() < end < word.end():
            end = word.end()
    return (start, end) if start < end else None
