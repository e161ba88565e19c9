"""The behaviour tests of data/behaviour."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from depeche.corpus.loading import load_corpus
from depeche.evaluation.behaviour import read_behaviour

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "data" / "behaviour"
NEEDS_NEIGHBOURS = {2, 3, 20, 21, 23}


@pytest.fixture(scope="module")
def items() -> list[dict[str, Any]]:
    return [
        json.loads(line)
        for file in sorted(FOLDER.glob("*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]


def test_every_rule_has_twenty_sentences_on_several_sides(items: list[dict[str, Any]]) -> None:
    labels: dict[int, Counter[str]] = {}
    for item in items:
        if item["kind"] == "functionality":
            labels.setdefault(item["rule"], Counter())[item["label"]] += 1
    assert set(labels) == set(range(1, 25)) - NEEDS_NEIGHBOURS
    assert all(counts.total() >= 20 and len(counts) >= 2 for counts in labels.values())


def test_every_axis_has_every_label_and_two_swaps(items: list[dict[str, Any]]) -> None:
    invariance = [item for item in items if item["kind"] == "invariance"]
    assert all(len(item["swaps"]) >= 2 for item in invariance)
    by_axis = Counter((item["axis"], item["label"]) for item in invariance)
    assert {axis for axis, _ in by_axis} == {"camp", "party", "agency", "country", "gender"}
    assert len(by_axis) == 15
    assert len(read_behaviour(FOLDER)) >= 800


def test_ids_and_sentences_are_unique(items: list[dict[str, Any]]) -> None:
    assert len({item["id"] for item in items}) == len(items)
    texts = [item["text"] for item in items]
    assert len(set(texts)) == len(texts)


def test_invented_names_never_occur_in_training(items: list[dict[str, Any]]) -> None:
    written = load_corpus([ROOT / "data" / "authored", ROOT / "data" / "contrast"])
    training = " ".join(s.text for a in written if a.split == "train" for s in a.sentences)
    found = [
        (item["id"], swap["name"])
        for item in items
        if item["kind"] == "invariance" and not item.get("real")
        for swap in item["swaps"]
        # Names by description (« une femme ») or of a common noun (« les rebelles ») are no names.
        if re.search(r"[A-ZÉ]", swap["name"]) and re.search(rf"\b{re.escape(swap['name'])}\b", training)
    ]
    assert found == []
