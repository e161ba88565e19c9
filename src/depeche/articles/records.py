"""`Article` and `Sentence`: what a labelled or unlabelled news text is, whatever file it came from."""

from __future__ import annotations

from dataclasses import dataclass

from depeche.errors import DepecheError
from depeche.labels import KINDS, LABELS, Kind, Label

SPLITS = ("train", "validation", "test")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an article.

    Attributes:
        text: the sentence as printed, one line, no blank at either end.
        kind: what it is in the article; ``boilerplate`` has no label.
        label: the gold label, or None where there is none yet.
        secondary: the other reading of a mixed sentence; never changes ``label``.
        rule: number of the codebook rule that decided a case that is not plain.
    """

    text: str
    kind: Kind = "body"
    label: Label | None = None
    secondary: Label | None = None
    rule: int | None = None

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError("a sentence is empty")
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind '{self.kind}': expected one of {', '.join(KINDS)}")
        for value in (self.label, self.secondary):
            if value is not None and value not in LABELS:
                raise ValueError(f"unknown label '{value}': expected one of {', '.join(LABELS)}")
        if self.kind == "boilerplate" and self.label is not None:
            raise ValueError("boilerplate has no label")
        if self.rule is not None and not 1 <= self.rule <= 24:
            raise ValueError(f"rule {self.rule} is not in the codebook (1 to 24)")


@dataclass(frozen=True, slots=True)
class Article:
    """One article: its sentences in order, and what is known of it.

    Attributes:
        id: unique in a corpus.
        sentences: in article order. Empty for a plain text that is not split yet.
        text: the text as received, where the article came from plain text.
        style: manner of the outlet, in words ("dépêche d'agence").
        topic: in words.
        slant: camp that the article is written from, or ``neutral``.
        year: of the events; None if unknown.
        split: ``train``, ``validation`` or ``test``; None outside a corpus.
        group: name shared by minimal pairs and mirror articles, which lie in one split.
        source: where the text is from; ``written`` for articles invented for this project.
        synthetic: whether the text was invented.
    """

    id: str
    sentences: tuple[Sentence, ...] = ()
    text: str | None = None
    style: str = ""
    topic: str = ""
    slant: str = ""
    year: int | None = None
    split: str | None = None
    group: str | None = None
    source: str = ""
    synthetic: bool = False

    def __post_init__(self) -> None:
        if not self.id.strip():
            raise ValueError("an article has no id")
        if self.split is not None and self.split not in SPLITS:
            raise ValueError(f"unknown split '{self.split}': expected one of {', '.join(SPLITS)}")

    def speaking(self) -> list[Sentence]:
        """The sentences that are not boilerplate: what a model reads, as text or as context."""
        return [s for s in self.sentences if s.kind != "boilerplate"]

    @property
    def headline(self) -> str | None:
        """The first headline, or None."""
        return next((s.text for s in self.sentences if s.kind == "headline"), None)


def check_is_split(article: Article) -> None:
    """Refuse what the formats of one row or line a sentence would lose.

    Raises:
        DepecheError: the article is a text that is not split into sentences.
    """
    if article.text is not None and not article.sentences:
        raise DepecheError(f"article '{article.id}' is not split into sentences: tag or segment it first")
