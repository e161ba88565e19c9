"""The voice map of an article: how many of its attributed sentences each voice got."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from depeche.voices.names import SourceName
from depeche.voices.records import Attribution, SourceKind


@dataclass(frozen=True, slots=True)
class Voice:
    """One voice of an article.

    Attributes:
        name: its longest form in the article.
        kind: what it is in most of its sentences.
        sentences: how many attributed sentences are its.
        share: of all attributed sentences of the article, from 0 to 1.
        forms: the words that name it, as they stand in the article, each once; pronouns are left out.
    """

    name: str
    kind: SourceKind
    sentences: int
    share: float
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VoiceMap:
    """Who got how many of an article's attributed sentences.

    Attributes:
        attributed: number of attributed sentences; the other counts add up to it.
        voices: those with most sentences first, of equals the one that speaks first.
        unresolved: sentences whose source is a pronoun that fits no voice before it.
        unnamed: sentences that name no source: hearsay, or the speaker stands in another sentence.
    """

    attributed: int
    voices: tuple[Voice, ...]
    unresolved: int
    unnamed: int

    def share(self, sentences: int) -> float:
        """The part that so many sentences are of the attributed ones; 0 where there are none."""
        return sentences / self.attributed if self.attributed else 0.0

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


def voice_map(attributions: Iterable[Attribution | None]) -> VoiceMap:
    """Count the attributions of one article, named by :func:`depeche.voices.grouping.name_voices`.

    Args:
        attributions: one a sentence; None, of a sentence that is not attributed, is not counted.
    """
    counted = [attribution for attribution in attributions if attribution is not None]
    own: dict[str, list[Attribution]] = {}
    for attribution in counted:
        if attribution.voice is not None:
            own.setdefault(attribution.voice, []).append(attribution)
    total = len(counted)
    voices = [_voice(name, members, total) for name, members in own.items()]
    return VoiceMap(
        attributed=total,
        voices=tuple(sorted(voices, key=lambda voice: -voice.sentences)),
        unresolved=sum(a.voice is None and a.source is not None for a in counted),
        unnamed=sum(a.source is None for a in counted),
    )


def _voice(name: str, members: list[Attribution], total: int) -> Voice:
    forms = {
        a.source.text: a.kind for a in members if a.source and not SourceName.of(a.source.text).is_pronoun
    }
    kinds = [a.kind for a in members if a.source and a.source.text in forms]
    return Voice(name, Counter(kinds).most_common(1)[0][0], len(members), len(members) / total, tuple(forms))
