"""Near-duplicate sentences, found by MinHash (Broder 1997) and confirmed by their exact overlap."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from depeche.articles import Article

#: Share of common word pairs from which two sentences count as one.
THRESHOLD = 0.6
#: Shorter sentences ("Il nie les faits.") are alike by chance.
MINIMUM_WORDS = 7
_PERMUTATIONS = 64
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class DuplicatePair:
    """Two sentences that say nearly the same: article and position of each, and their overlap.

    ``overlap`` is the Jaccard index of the sets of consecutive word pairs, 0 to 1.
    """

    first: tuple[Article, int]
    second: tuple[Article, int]
    overlap: float


def near_duplicates(articles: Sequence[Article], threshold: float = THRESHOLD) -> list[DuplicatePair]:
    """Pairs of sentences of at least seven words whose overlap reaches ``threshold``.

    Candidates come from locality-sensitive hashing, which at 64 permutations misses a few pairs close
    to the threshold and none that are nearly equal.
    """
    from datasketch import MinHash, MinHashLSH

    sentences = [
        (article, position, shingles)
        for article in articles
        for position, sentence in enumerate(article.sentences)
        if sentence.kind != "boilerplate" and (shingles := _shingles(sentence.text))
    ]
    sketches = MinHash.bulk(
        [[s.encode() for s in shingles] for _, _, shingles in sentences], num_perm=_PERMUTATIONS
    )
    index = MinHashLSH(threshold=max(0.1, threshold - 0.15), num_perm=_PERMUTATIONS)
    pairs = []
    for key, ((article, position, shingles), sketch) in enumerate(zip(sentences, sketches, strict=True)):
        for earlier in sorted(index.query(sketch)):
            other_article, other_position, other = sentences[earlier]
            overlap = len(shingles & other) / len(shingles | other)
            if overlap >= threshold:
                pairs.append(DuplicatePair((other_article, other_position), (article, position), overlap))
        index.insert(key, sketch)
    return pairs


def _shingles(text: str) -> frozenset[str]:
    words = _WORD.findall(text.lower())
    if len(words) < MINIMUM_WORDS:
        return frozenset()
    return frozenset(f"{a} {b}" for a, b in zip(words, words[1:], strict=False))
