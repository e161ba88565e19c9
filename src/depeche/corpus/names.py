"""The proper names of a corpus and the classes of the sentences that they stand in."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from depeche.articles import Article
from depeche.labels import LABELS, Label

#: A name is flagged when one class's share among its sentences differs so much from its share in the corpus …
LARGEST_DIFFERENCE = 0.25
#: … and the difference is so many standard errors wide.
LARGEST_Z = 3.0
# A capital in the middle of a sentence; an elided article (l'ONU, d’Alger) is no part of the name.
_NAME = re.compile(r"(?<![.!?…:«»\"“”(–—\s-])\s+(?:[ldLD]['’])?([A-ZÀÂÇÉÈÊËÎÏÔŒÙÛ][\w-]*\w)")
#: Titles and weekdays that some outlets write with a capital.
_NO_NAMES = frozenset(
    ["M", "MM", "Mme", "Mmes", "Mgr", "Me", "Dr", "Pr", "Monsieur", "Madame"]
    + ["Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche"]
)


@dataclass(frozen=True, slots=True)
class NameClasses:
    """A name, the sentences of each class that it stands in, and whether that is lopsided."""

    name: str
    counts: dict[Label, int]
    skewed: bool

    @property
    def total(self) -> int:
        """Sentences that the name stands in."""
        return sum(self.counts.values())


def names_of(text: str) -> Iterator[str]:
    """The capitalised words of a sentence, its first word and what follows a mark left out."""
    for match in _NAME.finditer(text):
        if match[1] not in _NO_NAMES:
            yield match[1]


def name_classes(articles: Sequence[Article], top: int = 200) -> list[NameClasses]:
    """The ``top`` most frequent names with the classes of their sentences, the most frequent first.

    Skewed is a name with a class whose share is off by more than :data:`LARGEST_DIFFERENCE` and by more than
    :data:`LARGEST_Z` standard errors of a proportion.
    """
    counts: defaultdict[str, Counter[Label]] = defaultdict(Counter)
    everywhere: Counter[Label] = Counter()
    for article in articles:
        for sentence in article.sentences:
            if sentence.label:
                everywhere[sentence.label] += 1
                for name in set(names_of(sentence.text)):
                    counts[name][sentence.label] += 1
    frequent = sorted(counts, key=lambda name: (-counts[name].total(), name))[:top]
    return [
        NameClasses(name, {label: counts[name][label] for label in LABELS}, _skewed(counts[name], everywhere))
        for name in frequent
    ]


def _skewed(counts: Counter[Label], everywhere: Counter[Label]) -> bool:
    total = counts.total()
    for label in LABELS:
        expected = everywhere[label] / everywhere.total()
        difference = abs(counts[label] / total - expected)
        error = (expected * (1 - expected) / total) ** 0.5
        if difference > LARGEST_DIFFERENCE and difference > LARGEST_Z * error:
            return True
    return False
