"""Near-duplicate sentences and articles: found by MinHash (Broder 1997), confirmed by their exact overlap."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from depeche.articles import Article

#: Words in a row that make one shingle.
SHINGLE_WORDS = 5
#: Jaccard index of the shingles from which two sentences, and two articles, count as one.
SENTENCE_THRESHOLD, ARTICLE_THRESHOLD = 0.5, 0.3
#: Shorter sentences ("Il nie les faits.") are alike by chance.
MINIMUM_WORDS = 8
_PERMUTATIONS = 64
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class DuplicatePair:
    """Two sentences, or two articles, that say nearly the same.

    ``first`` and ``second`` are an article and the position of its sentence, None for the whole article;
    ``overlap`` is the Jaccard index of their sets of five consecutive words, 0 to 1.
    """

    first: tuple[Article, int | None]
    second: tuple[Article, int | None]
    overlap: float


def near_duplicates(articles: Sequence[Article]) -> list[DuplicatePair]:
    """Pairs of sentences of at least eight words, and of articles, whose overlap reaches the threshold.

    Candidates come from locality-sensitive hashing, which at 64 permutations misses a few pairs close
    to the threshold and none that are nearly equal.
    """
    return [
        *_pairs(_sentence_shingles(articles), SENTENCE_THRESHOLD),
        *_pairs(_article_shingles(articles), ARTICLE_THRESHOLD),
    ]


_Place = tuple[Article, int | None]


def _sentence_shingles(articles: Sequence[Article]) -> Iterator[tuple[_Place, frozenset[str]]]:
    for article in articles:
        for position, sentence in enumerate(article.sentences):
            words = _words(sentence.text)
            if sentence.kind != "boilerplate" and len(words) >= MINIMUM_WORDS:
                yield (article, position), _shingles(words)


def _article_shingles(articles: Sequence[Article]) -> Iterator[tuple[_Place, frozenset[str]]]:
    for article in articles:
        speaking = article.speaking()
        shingles = _shingles([word for s in speaking for word in _words(s.text)])
        if shingles and len(speaking) > 1:  # else the sentence has been compared
            yield (article, None), shingles


def _pairs(shingled: Iterator[tuple[_Place, frozenset[str]]], threshold: float) -> Iterator[DuplicatePair]:
    from datasketch import MinHash, MinHashLSH

    places = list(shingled)
    sketches = MinHash.bulk(
        [[s.encode() for s in shingles] for _, shingles in places], num_perm=_PERMUTATIONS
    )
    index = MinHashLSH(threshold=max(0.1, threshold - 0.15), num_perm=_PERMUTATIONS)
    for key, ((place, shingles), sketch) in enumerate(zip(places, sketches, strict=True)):
        for earlier in sorted(index.query(sketch)):
            other_place, other = places[earlier]
            overlap = len(shingles & other) / len(shingles | other)
            if overlap >= threshold:
                yield DuplicatePair(other_place, place, overlap)
        index.insert(key, sketch)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _shingles(words: list[str]) -> frozenset[str]:
    return frozenset(" ".join(words[i : i + SHINGLE_WORDS]) for i in range(len(words) - SHINGLE_WORDS + 1))
