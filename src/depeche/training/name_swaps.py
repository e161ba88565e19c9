"""Names exchanged for others in training, so that no camp, country, agency or person tells the class."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from depeche.corpus.names import names_of
from depeche.training.interchangeable_names import interchangeable_classes

if TYPE_CHECKING:
    import numpy as np

    from depeche.articles import Article

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_VOWELS = frozenset("AEIOUYHÀÂÄÉÈÊËÎÏÔÖÛÜŒ")


class NameSwapper:
    """Replaces names all over an article, each by one other that fits its place.

    Countries, cities, demonyms and political camps change within their grammatical class
    (:mod:`depeche.training.interchangeable_names`); every other name of the corpus, a word in the middle
    of a sentence that never stands there without its capital, changes for another such name that begins
    alike, acronyms for acronyms. Counterfactual augmentation, as in Kaushik et al. 2020 (arXiv:1909.12434).

    Args:
        articles: the corpus that names are taken from.
    """

    def __init__(self, articles: Iterable[Article]) -> None:
        self._classes = {word: words for words in interchangeable_classes() for word in words}
        texts = [s.text for article in articles for s in article.sentences]
        lower = {word for text in texts for word in _WORD.findall(text) if word.islower()}
        names = {name for text in texts for name in names_of(text)}
        pools: defaultdict[tuple[bool, bool], list[str]] = defaultdict(list)
        for name in sorted(names):
            if name not in self._classes and name.lower() not in lower and _WORD.fullmatch(name):
                pools[_shape(name)].append(name)
        for pool in pools.values():
            self._classes |= dict.fromkeys(pool, pool)

    def swap(self, article: Article, rng: np.random.Generator) -> Article:
        """A copy of the article in which every name that is known is another one, the same throughout."""
        chosen: dict[str, str] = {}

        def other(match: re.Match[str]) -> str:
            word = match[0]
            if word not in chosen:
                choices = self._classes.get(word)
                chosen[word] = choices[int(rng.integers(len(choices)))] if choices else word
            return chosen[word]

        sentences = tuple(replace(s, text=_WORD.sub(other, s.text)) for s in article.sentences)
        return replace(article, sentences=sentences)


def _shape(name: str) -> tuple[bool, bool]:
    """Whether a name is an acronym, and whether articles are elided before it."""
    return name.isupper() and len(name) > 1, name[0] in _VOWELS
