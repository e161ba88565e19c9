"""The report page: tagged articles as one self-contained HTML file without script or external resource."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import accumulate
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from depeche.inference.records import TaggedSentence
from depeche.labels import DISPLAY_NAMES, LABELS, Kind, Label
from depeche.voices.records import KIND_NAMES, UNNAMED, UNRESOLVED
from depeche.voices.voice_map import VoiceMap, voice_map

#: Below this probability a label is marked as doubtful.
DOUBTFUL_BELOW: Final = 0.6

#: Initials of the French display names. The authoring letters (``labels.LETTERS``) mean nothing to readers.
_INITIALS: Final[dict[str, str]] = {
    "factual_report": "F",
    "attributed_claim": "A",
    "editorial_commentary": "C",
}

_NARROW_SPACE: Final = "\u202f"  # no-break; French sets it before % and between thousands

#: HTML cannot hold NUL nor lone surrogates and shows no other control character: Unicode's pictures stand in.
_PICTURES: Final[dict[int, int]] = {
    **{code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"},
    0x7F: 0x2421,
    **dict.fromkeys(range(0xD800, 0xE000), 0xFFFD),
}


@dataclass(frozen=True)
class ReportDocument:
    """One article of the page.

    Attributes:
        name: what the reader knows it by, such as its file name.
        text: the source that the offsets of ``sentences`` point into.
        sentences: in the order of the text, not overlapping.
        model: name of the model that tagged it.

    Raises:
        ValueError: offsets that overlap, run backwards or do not cut ``sentence.text`` out of ``text``.
    """

    name: str
    text: str
    sentences: Sequence[TaggedSentence]
    model: str

    def __post_init__(self) -> None:
        position = 0
        for sentence in self.sentences:
            if sentence.start < position or self.text[sentence.start : sentence.end] != sentence.text:
                raise ValueError(
                    f"{self.name}: the sentence at {sentence.start} is not where its offsets say"
                )
            position = sentence.end


@dataclass(frozen=True)
class _Share:
    """One class's part of what is labelled, in fractions of 1; ``offset`` is where its bar starts."""

    label: Label
    sentences: int
    of_sentences: float
    of_characters: float
    offset: float


@dataclass
class _Block:
    """A heading, a caption or a paragraph: the blanks before it, then sentences and what parts them."""

    kind: Kind
    before: str
    pieces: list[str | TaggedSentence] = field(default_factory=list)

    @property
    def close(self) -> bool:
        """Whether no blank line parts it from what stands above."""
        return _shown(self.before).count("\n") < 2


def render_report(documents: Sequence[ReportDocument]) -> str:
    """Make the page that shows, sentence by sentence, who vouches for what.

    The page holds all it needs, has no script, and its Content-Security-Policy refuses whatever is not the
    style sheet written here, so that nothing in a text or a name can run or be fetched.

    Args:
        documents: the articles, in the order of the page. May be empty.

    Returns:
        A whole HTML document in French, to be written as UTF-8. Every character of the texts is on it, save
        that line ends become line feeds and control characters their visible pictures.
    """
    style = files("depeche").joinpath("inference/templates/report.css").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            documents=documents,
            policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
            style=Markup(style),
            labels=LABELS,
            names=DISPLAY_NAMES,
            initials=_INITIALS,
            doubtful_below=DOUBTFUL_BELOW,
            undecided=any(s.abstained for d in documents for s in d.sentences),
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("depeche", "inference/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"shown": _shown, "percent": _percent, "thousands": _thousands}
    environment.globals |= {"blocks_of": _blocks, "shares_of": _shares, "voices_of": _voices}
    environment.globals |= {"kind_names": KIND_NAMES, "unnamed": UNNAMED, "unresolved": UNRESOLVED}
    return environment


def _shown(text: str) -> str:
    """The text in characters that HTML can hold and a reader can see."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_PICTURES)


def _percent(fraction: float) -> str:
    """A fraction as French prints it; never 0 % for what is there, nor 100 % for what is not all."""
    sign, whole = "", f"{fraction:.0%}"
    if whole == "0%" and fraction > 0:
        sign, whole = f"<{_NARROW_SPACE}", "1%"
    elif whole == "100%" and fraction < 1:
        sign, whole = f">{_NARROW_SPACE}", "99%"
    return sign + whole.replace("%", f"{_NARROW_SPACE}%")


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", _NARROW_SPACE)


def _shares(sentences: Iterable[TaggedSentence]) -> list[_Share]:
    """What each class takes of the labelled sentences, in the order of ``LABELS``; 0 if there are none."""
    lengths: dict[Label, list[int]] = {label: [] for label in LABELS}
    for sentence in sentences:
        if sentence.label is not None:
            lengths[sentence.label].append(len(sentence.text))
    count = sum(map(len, lengths.values())) or 1
    characters = sum(map(sum, lengths.values())) or 1
    offsets = accumulate((len(lengths[label]) / count for label in LABELS), initial=0.0)
    return [
        _Share(label, len(own), len(own) / count, sum(own) / characters, offset)
        for (label, own), offset in zip(lengths.items(), offsets, strict=False)
    ]


def _voices(sentences: Iterable[TaggedSentence]) -> VoiceMap:
    """Who got how many of the attributed sentences; empty where nobody looked for sources."""
    return voice_map(s.attribution for s in sentences)


def _blocks(document: ReportDocument) -> list[_Block]:
    """Cut an article where its lines end or a heading or caption begins; the pieces join up to the source."""
    blocks: list[_Block] = []
    position = 0
    for sentence in document.sentences:
        gap = document.text[position : sentence.start]
        position = sentence.end
        new_line = "\n" in gap or "\r" in gap
        kind = sentence.kind
        if kind == "boilerplate":  # a dateline or a photo credit stays in the line in which the source has it
            kind = "body" if new_line or not blocks else blocks[-1].kind
        if not blocks or new_line or blocks[-1].kind != kind:
            blocks.append(_block(kind, gap))
        else:
            blocks[-1].pieces.append(gap)
        blocks[-1].pieces.append(sentence)
    return [*blocks, _block("body", document.text[position:])]


def _block(kind: Kind, gap: str) -> _Block:
    """A block after ``gap``, which is inside it if it says something that no sentence covers."""
    return _Block(kind, "", [gap]) if gap.strip() else _Block(kind, gap)
