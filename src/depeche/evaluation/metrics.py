"""The figures of a classification into the three labels."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from depeche.labels import LABELS


def classification_metrics(gold: ArrayLike, predicted: ArrayLike) -> dict[str, Any]:
    """Score predicted label ids against gold ones with scikit-learn.

    All three classes count in ``macro_f1``; one that is neither in ``gold`` nor in ``predicted``
    counts with an F1 of 0.

    Args:
        gold: label ids, shape (n,).
        predicted: label ids, shape (n,).

    Returns:
        ``macro_f1``, ``accuracy``, ``mcc`` (Matthews correlation), ``per_class`` (label name →
        ``precision``, ``recall``, ``f1``, ``support``) and ``confusion`` (rows gold, columns predicted).
    """
    from sklearn.metrics import (
        accuracy_score,
        confusion_matrix,
        matthews_corrcoef,
        precision_recall_fscore_support,
    )

    ids = list(range(len(LABELS)))
    precision, recall, f1, support = precision_recall_fscore_support(
        gold, predicted, labels=ids, average=None, zero_division=0
    )
    return {
        "macro_f1": float(np.mean(f1)),
        "accuracy": float(accuracy_score(gold, predicted)),
        # With one label in all, scikit-learn warns and returns 0.
        "mcc": float(matthews_corrcoef(gold, predicted)) if len(np.union1d(gold, predicted)) > 1 else 0.0,
        "per_class": {
            label: {
                "precision": float(precision[i]),
                "recall": float(recall[i]),
                "f1": float(f1[i]),
                "support": int(support[i]),
            }
            for i, label in enumerate(LABELS)
        },
        "confusion": confusion_matrix(gold, predicted, labels=ids).tolist(),
    }


def flat_metrics(gold: ArrayLike, predicted: ArrayLike) -> dict[str, float]:
    """The numbers of :func:`classification_metrics` under flat names, as training logs want them.

    Returns:
        ``macro_f1``, ``accuracy``, ``mcc`` and, for each label, ``precision_<label>``,
        ``recall_<label>`` and ``f1_<label>``.
    """
    metrics = classification_metrics(gold, predicted)
    flat = {name: metrics[name] for name in ("macro_f1", "accuracy", "mcc")}
    for label, figures in metrics["per_class"].items():
        flat |= {f"{name}_{label}": figures[name] for name in ("precision", "recall", "f1")}
    return flat
