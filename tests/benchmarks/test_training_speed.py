from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, str(ROOT / "benchmarks" / "training_speed.py")]


@pytest.fixture
def few(tmp_path: Path, corpus_folder: Path, tiny_encoders: dict[str, Path]) -> list[str]:
    """Arguments that make a run of seconds."""
    path = tmp_path / "few.yaml"
    path.write_text(
        f"extends: {ROOT / 'configs' / 'compact.yaml'}\n"
        f"model: {{name_or_path: {tiny_encoders['camembert']}}}\n"
        f"data: {{paths: [{corpus_folder}]}}\n"
        "training: {batch_size: 8}\n",
        encoding="utf-8",
    )
    return ["--config", str(path), "--out", str(tmp_path / "t.json")]


@pytest.mark.slow
def test_both_loops_are_timed_in_turns(few: list[str], tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "--steps", "12", "--rounds", "2", *few], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    result = json.loads((tmp_path / "t.json").read_text(encoding="utf-8"))
    assert [len(runs) for runs in result["systems"].values()] == [2, 2] and len(result["ratios"]) == 2
    for runs in result["systems"].values():
        for run in runs:
            assert 0 < run["sentences_a_second"] < run["pieces_a_second"]
    assert "| depeche train |" in done.stdout


@pytest.mark.slow
def test_scores_and_profile(few: list[str], tmp_path: Path) -> None:
    done = subprocess.run([*COMMAND, "--score", *few], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    result = json.loads((tmp_path / "t.json").read_text(encoding="utf-8"))
    assert all(0 < runs[0]["macro_f1"] <= 1 for runs in result["systems"].values())
    done = subprocess.run([*COMMAND, "--profile", *few], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "aten::addmm" in done.stdout, done.stderr[-3000:]
