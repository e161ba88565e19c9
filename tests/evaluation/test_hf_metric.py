from __future__ import annotations

import socket
from pathlib import Path

import evaluate
import numpy as np
import pytest

from depeche.evaluation.hf_metric import SentenceClassMetric
from depeche.evaluation.metrics import flat_metrics


def test_computes_offline_again_and_again_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the metric opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(evaluate.config, "HF_METRICS_CACHE", str(tmp_path))
    metric = SentenceClassMetric()
    for seed in (1, 2):
        rng = np.random.default_rng(seed)
        gold, predicted = rng.integers(0, 3, 50), rng.integers(0, 3, 50)
        assert metric.compute(predictions=predicted, references=gold) == flat_metrics(gold, predicted)
    assert not any(tmp_path.iterdir())


def test_batches_add_up() -> None:
    metric = SentenceClassMetric()
    metric.add_batch(predictions=[0, 1], references=[0, 0])
    metric.add_batch(predictions=[2], references=[2])
    assert metric.compute() == flat_metrics([0, 0, 2], [0, 1, 2])
