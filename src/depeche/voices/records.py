"""`Attribution`: the source of an attributed sentence, the words that attribute, and the kind of source."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

SourceKind = Literal["named", "institution", "document", "anonymous", "hearsay", "context"]

#: Kinds of a source that stands in the sentence.
SPEAKING_KINDS: Final[tuple[SourceKind, ...]] = ("named", "institution", "document", "anonymous")
#: All kinds: ``hearsay`` is a cue without a source, ``context`` neither (the speaker stands elsewhere).
SOURCE_KINDS: Final[tuple[SourceKind, ...]] = (*SPEAKING_KINDS, "hearsay", "context")

#: What French readers are shown.
KIND_NAMES: Final[dict[str, str]] = {
    "named": "personne nommée",
    "institution": "institution",
    "document": "document",
    "anonymous": "source anonyme",
    "hearsay": "ouï-dire",
    "context": "dit ailleurs",
}
#: What readers are shown for sentences without a source, and for a pronoun that fits no voice.
UNNAMED: Final = "sans source nommée"
UNRESOLVED: Final = "pronom non résolu"


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a text and where they stand in it.

    Attributes:
        start: offset of the first character, in characters (code points).
        end: offset after the last one.
        text: the words.
    """

    start: int
    end: int
    text: str

    @classmethod
    def cut(cls, text: str, span: tuple[int, int] | None) -> Words | None:
        """The words of ``text`` in the half-open ``span``; None without one."""
        return None if span is None else cls(*span, text[slice(*span)])

    def moved(self, by: int) -> Words:
        """The same words with offsets into a text in which the sentence starts at ``by``."""
        return replace(self, start=self.start + by, end=self.end + by)


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who vouches for a sentence, in its own words.

    Attributes:
        source: the words that name the source; None where the sentence names none.
        cue: the words that attribute (« selon », « a déclaré », a conditional of hearsay); None without any.
        kind: what the source is.
        voice: name of the voice that the source is counted to in its article; None where it was not looked
            for, has no source, or is a pronoun that no voice before it fits.
    """

    source: Words | None
    cue: Words | None
    kind: SourceKind
    voice: str | None = None

    def moved(self, by: int) -> Attribution:
        """The same with offsets into a text in which the sentence starts at ``by``."""
        source, cue = self.source and self.source.moved(by), self.cue and self.cue.moved(by)
        return replace(self, source=source, cue=cue)
