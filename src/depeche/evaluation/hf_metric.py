"""The metrics as a Hugging Face ``evaluate`` metric that lives in this package.

``evaluate.load("f1")`` fetches a script from the Hub; this one needs no network. The module imports
``evaluate`` (slow): import it inside the function that needs it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence

import datasets
import evaluate

from depeche.evaluation.metrics import flat_metrics
from depeche.labels import LABELS


class SentenceClassMetric(evaluate.Metric):  # type: ignore[misc]
    """Macro-F1, accuracy, Matthews correlation, and precision, recall and F1 of each label.

    ``compute(predictions=ids, references=ids)`` returns :func:`depeche.evaluation.metrics.flat_metrics`.
    The ids are gathered in memory, so nothing is written; for this the metric runs in one process.
    """

    def __init__(self) -> None:
        # The base class makes a cache folder even where all is kept in memory, and never looks into it.
        with tempfile.TemporaryDirectory() as unused:
            super().__init__(keep_in_memory=True, cache_dir=unused)

    def _info(self) -> evaluate.MetricInfo:
        return evaluate.MetricInfo(
            description="Who vouches for each sentence: agreement of predicted with gold labels.",
            citation="",
            inputs_description=f"predictions, references: ids of {', '.join(LABELS)} (0, 1, 2).",
            features=datasets.Features(
                {"predictions": datasets.Value("int64"), "references": datasets.Value("int64")}
            ),
        )

    def _compute(self, *, predictions: Sequence[int], references: Sequence[int]) -> dict[str, float]:
        return flat_metrics(references, predictions)
