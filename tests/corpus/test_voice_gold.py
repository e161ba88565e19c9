from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from depeche.corpus.voice_gold import read_voice_gold
from depeche.errors import DepecheError

TEXT = "Selon la préfecture, rien ne presse."
GOOD: dict[str, Any] = {"article": "a", "text": TEXT, "source": [6, 19], "cue": [0, 5], "kind": "institution"}


def write(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_words_are_cut_out_of_the_sentence(tmp_path: Path) -> None:
    (sentence,) = read_voice_gold(write(tmp_path / "gold.jsonl", {**GOOD, "sentence": 3}))
    found = sentence.attribution
    assert (found.source and found.source.text, found.cue and found.cue.text) == ("la préfecture", "Selon")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"kind": "nobody"}, "unknown kind 'nobody'"),
        ({"source": [6, 400]}, "does not lie in the sentence of 36 characters"),
        ({"source": [9, 9]}, "does not lie in the sentence"),
        ({"source": [-3, 9]}, "does not lie in the sentence"),
        ({"source": [5, 19]}, "begins or ends with a blank"),
        ({"cue": [0, "5"]}, "'cue' must be"),
        ({"cue": [True, 5]}, "'cue' must be"),
        ({"cue": 5}, "'cue' must be"),
        ({"text": " "}, "'text' must hold a sentence"),
        ({"kind": "hearsay"}, "the kind 'hearsay' has no source"),
        ({"kind": "context", "source": None}, "the kind 'context' has no cue"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, change: dict[str, Any], reason: str) -> None:
    path = write(tmp_path / "gold.jsonl", GOOD, {**GOOD, **change})
    with pytest.raises(DepecheError, match=reason) as caught:
        read_voice_gold(path)
    assert str(caught.value).startswith("gold.jsonl:2: ")


def test_a_missing_field_an_empty_file_and_none(tmp_path: Path) -> None:
    with pytest.raises(DepecheError, match="gold.jsonl:1: no field 'kind'"):
        read_voice_gold(write(tmp_path / "gold.jsonl", {k: v for k, v in GOOD.items() if k != "kind"}))
    with pytest.raises(DepecheError, match="holds no sentence"):
        read_voice_gold(write(tmp_path / "empty.jsonl"))
    with pytest.raises(DepecheError):
        read_voice_gold(tmp_path / "none.jsonl")
