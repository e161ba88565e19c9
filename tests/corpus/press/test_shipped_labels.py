"""The pointing labels of data/press."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from depeche.corpus.press.pointers import PressLabels, read_press_labels

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def labels() -> PressLabels:
    return read_press_labels(ROOT / "data" / "press")


def test_there_are_enough_of_every_source_and_split(labels: PressLabels) -> None:
    split_of = {(d.source, d.doc_id): d.split for d in labels.documents}
    counts = Counter((p.source, split_of[p.source, p.doc_id]) for p in labels.pointers if p.label)
    assert counts.total() >= 5000
    assert counts["wikinews-fr", "test"] >= 600
    assert counts["wikinews-fr", "validation"] >= 600
    assert {split for source, split in counts if source == "pseudo-news"} == {"validation", "test"}


def test_no_document_dominates(labels: PressLabels) -> None:
    split_of = {(d.source, d.doc_id): d.split for d in labels.documents}
    wiki = Counter(p.doc_id for p in labels.pointers if p.source == "wikinews-fr" and p.label)
    assert max(wiki.values()) <= 0.03 * wiki.total()  # reports that followed a day of unrest
    assert max(n for d, n in wiki.items() if split_of["wikinews-fr", d] != "train") <= 60


def test_no_text_is_copied(labels: PressLabels) -> None:
    assert all(re.fullmatch("[0-9a-f]{40}", p.sha1) for p in labels.pointers)
    for path in (ROOT / "data" / "press").glob("*.csv"):
        cells = re.split(r"[,\n]", path.read_text(encoding="utf-8"))
        assert not [cell for cell in cells if cell.count(" ") > 1]


def test_boilerplate_alone_has_no_label(labels: PressLabels) -> None:
    assert all((p.label is None) == (p.kind == "boilerplate") for p in labels.pointers)


def test_sources_are_pinned(labels: PressLabels) -> None:
    assert all(re.fullmatch("[0-9a-f]{40}", source.commit) for source in labels.sources.values())
