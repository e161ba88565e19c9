from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from depeche.config import PretrainConfig, load_pretrain_config
from depeche.errors import DepecheError

PHASES = [{"until": 1.0, "sequence_length": 128, "press_share": 0.0}]


@pytest.fixture(autouse=True)
def _raw_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("b.txt", "a.txt", "sub/c.txt", "[x].txt", "press.jsonl", "splits.json"):
        path = Path("raw", name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def write(corpus: Mapping[str, Any], schedule: Mapping[str, Any], **sections: Mapping[str, Any]) -> Path:
    path = Path("a.yaml")
    content = {
        "corpus": {"general": ["raw/a.txt"], **corpus},
        "schedule": {"budget_tokens": 1000, "phases": PHASES, **schedule},
        **sections,
    }
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return path


def errors(path: Path) -> list[str]:
    """Messages without their places."""
    with pytest.raises(DepecheError) as caught:
        load_pretrain_config(path)
    return [line.partition(": ")[2] for line in str(caught.value).splitlines()]


@pytest.mark.parametrize(
    ("general", "files"),
    [
        (["raw/*.txt"], ["raw/[x].txt", "raw/a.txt", "raw/b.txt"]),
        (["raw/b.txt", "raw/?.txt"], ["raw/b.txt", "raw/a.txt"]),
        (["raw/**/*.txt"], ["raw/[x].txt", "raw/a.txt", "raw/b.txt", "raw/sub/c.txt"]),
        (["raw/[x].txt"], ["raw/[x].txt"]),
    ],
)
def test_globs_become_sorted_files_without_repetition(general: list[str], files: list[str]) -> None:
    config = load_pretrain_config(write({"general": general}, {}))
    assert config.corpus.general == files
    assert PretrainConfig.model_validate(config.model_dump()) == config


def test_files_that_do_not_exist_are_errors(tmp_path: Path) -> None:
    corpus = {"general": ["raw/*.txt", "raw/*.xz", "raw/d.txt"], "press": ["raw"], "splits": "split.json"}
    assert errors(write(corpus, {})) == [
        f"corpus.general: no file matches 'raw/*.xz' or 'raw/d.txt' in {tmp_path}",
        f"corpus.press: no file matches 'raw' in {tmp_path}",
        f"corpus.splits: no file 'split.json' in {tmp_path}",
    ]


def test_required_keys_are_named_in_the_file_that_lacks_them() -> None:
    Path("base.yaml").write_text("seed: 1\ncorpus: {press: []}\n", encoding="utf-8")
    Path("top.yaml").write_text("extends: base.yaml\nschedule: {phases: [{until: 1}]}\n", encoding="utf-8")
    with pytest.raises(DepecheError) as caught:
        load_pretrain_config("top.yaml")
    assert str(caught.value).splitlines() == [
        "base.yaml:2: corpus.general: missing; this key has no default",
        "top.yaml:2: schedule.budget_minutes: give either budget_tokens or budget_minutes "
        "and set the other to null",
        "top.yaml:2: schedule.phases.0.press_share: missing; this key has no default",
        "top.yaml:2: schedule.phases.0.sequence_length: missing; this key has no default",
    ]


def phase(until: float, sequence_length: int = 128, press_share: float = 0.0) -> dict[str, float]:
    return {"until": until, "sequence_length": sequence_length, "press_share": press_share}


ONE_BUDGET = "schedule.budget_minutes: give either budget_tokens or budget_minutes and set the other to null"
ENDS = "schedule.phases: found phases until {}, expected increasing ends of which the last is 1.0"


@pytest.mark.parametrize(
    ("schedule", "message"),
    [
        ({"budget_minutes": 3}, ONE_BUDGET),
        ({"budget_tokens": None}, ONE_BUDGET),
        ({"phases": [phase(0.5), phase(0.9)]}, ENDS.format("[0.5, 0.9]")),
        ({"phases": [phase(0.5), phase(0.5), phase(1.0)]}, ENDS.format("[0.5, 0.5, 1.0]")),
        ({"phases": [phase(1.0), phase(0.5)]}, ENDS.format("[1.0, 0.5]")),
        ({"phases": []}, "schedule.phases: found an empty list, expected a list that is not empty"),
        (
            {"batch_tokens": 100, "phases": [phase(1.0)]},
            "schedule.phases: a sequence_length of 128 does not fit into batch_tokens",
        ),
        (
            {"phases": [phase(0.5), phase(1.0, press_share=0.1)]},
            "schedule: a phase has a press_share above 0, but corpus.press is empty",
        ),
        (
            {"phases": [phase(1.0, 1024)]},
            "schedule: a sequence_length is above 512, the most for an encoder from scratch",
        ),
        (
            {"phases": [phase(0), phase(1.5, press_share=2)]},
            "schedule.phases.0.until: found 0, expected greater than 0\n"
            "schedule.phases.1.press_share: found 2, expected less than or equal to 1\n"
            "schedule.phases.1.until: found 1.5, expected less than or equal to 1",
        ),
    ],
)
def test_a_schedule_that_makes_no_sense(schedule: dict[str, Any], message: str) -> None:
    assert sorted(errors(write({}, schedule))) == message.splitlines()


def test_press_text_and_long_windows_where_they_are_possible() -> None:
    schedule = {"budget_tokens": None, "budget_minutes": 2, "phases": [phase(1, 1024, 0.5)]}
    path = write({"press": ["raw/press.jsonl"]}, schedule, encoder={"init_from": "some/encoder"})
    assert load_pretrain_config(path).schedule.phases[0].press_share == 0.5


def test_heads_divide_the_hidden_size() -> None:
    path = write({}, {}, encoder={"hidden_size": 256, "num_heads": 3})
    assert errors(path) == ["encoder.num_heads: found 3, expected a divisor of hidden_size, which is 256"]
