from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from depeche.errors import DepecheError
from depeche.evaluation.behaviour import behaviour_markdown, read_behaviour, run_behaviour, write_behaviour
from depeche.labels import LABELS

F, A, E = LABELS
ITEMS: list[dict[str, Any]] = [
    {
        "kind": "invariance",
        "axis": "camp",
        "label": F,
        "text": "Les Bleus ont quitté la ville.",
        "swaps": [
            {"name": "Rouges", "text": "Les Rouges ont quitté la ville."},
            {"name": "Verts", "text": "Les Verts ont quitté la ville."},
        ],
    },
    {
        "kind": "invariance",
        "axis": "camp",
        "label": A,
        "text": "Les Bleus, paraît-il, ont quitté la ville.",  # the fake tagger gets this wrong
        "swaps": [{"name": "Rouges", "text": "Les Rouges, paraît-il, ont quitté la ville."}],
    },
    {"kind": "functionality", "rule": 4, "label": A, "text": "Selon eux, il serait mort."},
    {"kind": "functionality", "rule": 4, "label": F, "text": "Il viendrait s'il pouvait."},
    {
        "kind": "directional",
        "change": "add selon",
        "text": "Le pont a fermé.",
        "label": F,
        "changed": "Selon eux, le pont a fermé.",
        "changed_label": A,
    },
]


class FakeTagger:
    """Takes « selon » for a claim and « Rouges » for commentary; the rest is fact."""

    def classify(self, texts: list[str]) -> list[SimpleNamespace]:
        answers = []
        for text in texts:
            label = E if "Rouges" in text else A if "Selon" in text else F
            sure = 0.75 if "Verts" in text else 0.9
            answers.append(
                SimpleNamespace(scores={k: sure if k == label else (1 - sure) / 2 for k in LABELS})
            )
        return answers


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lines = [json.dumps(item, ensure_ascii=False) for item in ITEMS]
    (tmp_path / "tests.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


def test_only_swaps_of_right_originals_count(folder: Path) -> None:
    result = run_behaviour(FakeTagger(), read_behaviour(folder))  # type: ignore[arg-type]
    invariance = result["invariance"]
    assert invariance["originals"] == {"n": 2, "right": 0.5}
    assert invariance["swaps"]["n"] == 2
    assert invariance["swaps"]["holds"] == 0.5
    assert invariance["swaps"]["within"] == 0.0  # Verts moves it by 0.15
    assert invariance["swaps"]["largest_move"] == pytest.approx(0.85)
    assert invariance["by_axis"]["camp"]["n"] == 2
    assert result["functionality"]["by_group"] == {"rule 4": {"n": 2, "right": 1.0}}
    assert result["directional"]["all"] == {"n": 1, "right": 1.0}


def test_the_report(folder: Path, tmp_path: Path) -> None:
    result = run_behaviour(FakeTagger(), read_behaviour(folder))  # type: ignore[arg-type]
    text = behaviour_markdown(result)
    assert "50.0% of 2 originals are right" in text
    assert "| camp | 2 | 50.0% | 0.0% |" in text
    assert "| rule 4 | 2 | 100.0% |" in text
    write_behaviour(result, tmp_path / "out")
    assert json.loads((tmp_path / "out" / "behaviour.json").read_text(encoding="utf-8")) == result


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"kind": "stress", "text": "x", "label": "factual_report"}', "unknown kind 'stress'"),
        ('{"kind": "functionality", "text": "x", "label": "fact"}', "unknown label 'fact'"),
        ('{"kind": "invariance", "axis": "a", "text": "x", "label": "factual_report"}', "'swaps'"),
        ('{"kind": "functionality", "rule": 4, "text": "", "label": "factual_report"}', "expected a text"),
        (
            '{"kind": "invariance", "axis": "a", "text": "x", "label": "factual_report", '
            '"swaps": [{"name": 7, "text": "y"}]}',
            "expected a text, found 7",
        ),
    ],
)
def test_lines_that_are_no_test(tmp_path: Path, line: str, says: str) -> None:
    (tmp_path / "a.jsonl").write_text(line, encoding="utf-8")
    with pytest.raises(DepecheError) as caught:
        read_behaviour(tmp_path)
    assert "a.jsonl:1" in str(caught.value)
    assert says in str(caught.value)


def test_a_folder_without_tests(tmp_path: Path) -> None:
    with pytest.raises(DepecheError, match=r"no \.jsonl file"):
        read_behaviour(tmp_path)
    (tmp_path / "a.jsonl").write_text("\n", encoding="utf-8")
    with pytest.raises(DepecheError, match="no behaviour test in"):
        read_behaviour(tmp_path)
