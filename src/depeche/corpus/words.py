"""The words that tell a class from the others: what a shallow classifier could get by on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: Words, elided ones apart (``l'`` of ``l'armée``), and the marks of quotations, questions and exclamations.
TOKEN = r"\w+['’]?|[«»\"?!…]"


class TellingWord(NamedTuple):
    """A word or n-gram, its z-score, the sentences of its class that hold it, and all that do."""

    word: str
    score: float
    inside: int
    everywhere: int


def telling_words(
    texts: Sequence[str], labels: ArrayLike, top: int = 15, min_sentences: int = 10, longest: int = 1
) -> dict[int, list[TellingWord]]:
    """For each label, the words that stand in its sentences more often than in the others'.

    The score is the z-score of the log-odds ratio with an informative Dirichlet prior, the corpus itself
    being the prior: rare words need a larger ratio than common ones. A word counts once a sentence.
    Source: Monroe, Colaresi and Quinn (2008), *Fightin' words*.

    Args:
        texts: sentences.
        labels: their label ids, shape (n,).
        top: how many words for each label.
        min_sentences: words of fewer sentences are left out.
        longest: n-grams of up to so many words are looked at.

    Returns:
        Label id → its words in lower case, the most telling first; none where no word is frequent enough.
    """
    from sklearn.feature_extraction.text import CountVectorizer

    vectorizer = CountVectorizer(
        token_pattern=TOKEN, binary=True, min_df=min_sentences, ngram_range=(1, longest)
    )
    labels = np.asarray(labels)
    try:
        present = vectorizer.fit_transform(texts)
    except ValueError:  # fewer than min_sentences texts, or every word in fewer of them
        return {int(label): [] for label in np.unique(labels)}
    words = vectorizer.get_feature_names_out()
    everywhere = np.asarray(present.sum(axis=0), dtype=np.float64).ravel()
    result = {}
    for label in np.unique(labels):
        inside = np.asarray(present[labels == label].sum(axis=0), dtype=np.float64).ravel()
        scores = _log_odds(inside + everywhere) - _log_odds(2 * everywhere - inside)
        scores /= np.sqrt(1 / (inside + everywhere) + 1 / (2 * everywhere - inside))
        best = np.argsort(-scores, kind="stable")[:top]
        result[int(label)] = [
            TellingWord(str(words[i]), float(scores[i]), int(inside[i]), int(everywhere[i])) for i in best
        ]
    return result


def _log_odds(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    odds: NDArray[np.float64] = np.log(counts) - np.log(counts.sum() - counts)
    return odds
