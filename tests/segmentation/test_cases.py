"""Short texts of the press, each with the sentences a reader sees in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from depeche.segmentation import segment

CASES = [
    json.loads(line)
    for line in Path(__file__).with_name("cases.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['category']}: {case['text'][:40]}")
def test_sentences_are_those_a_reader_sees(case: dict[str, object]) -> None:
    assert [piece.text for piece in segment(str(case["text"]))] == case["sentences"]


@pytest.mark.parametrize("blank", ["\u00a0", "\u202f", "\u2009", "\t", "  "])
def test_any_blank_stands_for_a_space(blank: str) -> None:
    text = "M. Roux hésite. « Qui paie ? » demande-t-il. Selon lui, 3,5 % des foyers… Rien d'autre."
    expected = [piece.text.replace(" ", blank) for piece in segment(text)]
    assert len(expected) == 4
    assert [piece.text for piece in segment(text.replace(" ", blank))] == expected


@pytest.mark.parametrize("line_break", ["\r\n", "\r", "\u2028", "\u2029", "\x85", "\x0b", "\x0c"])
def test_any_line_break_stands_for_a_newline(line_break: str) -> None:
    text = "Un titre sans point\nLe texte suit.\nIl a deux phrases.\n\nDes pertes record\n\nLa fin."
    expected = [(piece.text, piece.kind) for piece in segment(text)]
    assert [kind for _, kind in expected] == ["headline", "body", "body", "subhead", "body"]
    assert [(p.text, p.kind) for p in segment(text.replace("\n", line_break))] == expected
