"""The bag-of-n-grams baseline: what a classifier without an encoder learns from the same sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from depeche.labels import LABELS


class TfidfBaseline:
    """Logistic regression, classes balanced, over TF-IDF of words (1-2) and of letters in words (2-5)."""

    def __init__(self) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline, make_union

        # The token pattern keeps one-letter words and marks: « ? ! and je are cues.
        words = TfidfVectorizer(ngram_range=(1, 2), token_pattern=r"\w+|[^\w\s]", min_df=2, sublinear_tf=True)
        letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True)
        regression = LogisticRegression(C=4.0, class_weight="balanced", max_iter=1000)
        self._pipeline: Any = make_pipeline(make_union(words, letters), regression)

    def fit(self, texts: Sequence[str], labels: ArrayLike) -> TfidfBaseline:
        """Learn from sentences and their label ids, shape (n,), of at least two classes."""
        self._pipeline.fit(texts, np.asarray(labels))
        return self

    def predict_proba(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Class probabilities, shape (n, 3); 0 for a class that was not learned.

        Raises:
            sklearn.exceptions.NotFittedError: before :meth:`fit`.
        """
        probabilities = np.zeros((len(texts), len(LABELS)))
        probabilities[:, self._pipeline.classes_] = self._pipeline.predict_proba(texts)
        return probabilities
