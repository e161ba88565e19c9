"""`Prediction` and `TaggedSentence`: what the tagger says of a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from depeche.labels import Kind, Label
from depeche.voices.records import Attribution


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the model says of one sentence.

    Attributes:
        label: the most probable label.
        scores: label → calibrated probability in [0, 1], in the order of ``LABELS``; they sum to 1.
        truncated: whether the sentence itself, not only its context, was cut to fit the model.
    """

    label: Label
    scores: dict[str, float]
    truncated: bool

    @property
    def score(self) -> float:
        """Probability of ``label``, in [0, 1]."""
        return self.scores[self.label]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A word that a decision leaned on.

    Attributes:
        start: offset of its first character in the source, in characters (code points).
        end: offset after its last character.
        text: the word.
        drop: how much probability the label loses without it.
    """

    start: int
    end: int
    text: str
    drop: float


@dataclass(frozen=True, slots=True)
class TaggedSentence:
    """One sentence of a text, where it stands there, and who vouches for it.

    Attributes:
        text: the sentence exactly as in the source: ``text == source[start:end]``.
        start: offset of its first character in the source, in characters (code points).
        end: offset after its last character.
        kind: what it is in the article.
        label: the most probable label; None for boilerplate, which is not classified, and for a sentence
            that is left undecided.
        scores: label → calibrated probability in [0, 1], in the order of ``LABELS``; None for boilerplate.
        truncated: whether the sentence itself, not only its context, was cut to fit the model.
        abstained: whether the sentence is left undecided, because no label was probable enough.
        evidence: the words that the decision leaned on most, where they were asked for.
        attribution: source and cue of an attributed sentence, where they were asked for.
    """

    text: str
    start: int
    end: int
    kind: Kind
    label: Label | None
    scores: dict[str, float] | None
    truncated: bool
    abstained: bool = False
    evidence: tuple[Evidence, ...] = ()
    attribution: Attribution | None = None

    @property
    def score(self) -> float | None:
        """Probability of ``label``, of the most probable if undecided, in [0, 1]; None for boilerplate."""
        if self.scores is None:
            return None
        return max(self.scores.values()) if self.label is None else self.scores[self.label]
