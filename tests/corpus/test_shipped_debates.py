"""The labels of data/debates."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from depeche.corpus.debates import DebateLabel, read_debate_labels
from depeche.labels import LABELS

FILE = Path(__file__).parents[2] / "data" / "debates" / "labels.csv"


@pytest.fixture(scope="module")
def labels() -> list[DebateLabel]:
    return read_debate_labels(FILE)


def test_there_is_enough_of_every_class_and_no_passage_dominates(labels: list[DebateLabel]) -> None:
    counts = Counter(label.label for label in labels)
    assert all(counts[label] >= 1000 for label in LABELS)
    assert max(Counter(label.passage for label in labels).values()) <= 20


def test_labels_are_fingerprints_and_hold_no_text(labels: list[DebateLabel]) -> None:
    assert all(re.fullmatch("[0-9a-f]{40}", label.sha1) for label in labels)
    assert all(re.fullmatch("[0-9a-f]{8}", label.opening) for label in labels)
    assert not re.search(r"\s\w+\s\w", FILE.read_text(encoding="utf-8"))
