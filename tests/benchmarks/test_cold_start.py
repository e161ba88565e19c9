from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))

from cold_start import imports


def test_the_report_of_python_is_read() -> None:
    report = (
        "import time: self [us] | cumulative | imported package\n"
        "import time:       120 |        120 |   numpy._core\n"
        "depeche: a word of ours between\n"
        "import time:      1000 |    2500000 | numpy\n"
    )
    assert imports(report) == {"numpy._core": 120e-6, "numpy": 2.5}


@pytest.mark.slow
def test_the_benchmark_runs(tmp_path: Path) -> None:
    command = [sys.executable, "benchmarks/cold_start.py", "--runs", "1", "--imports", "3"]
    done = subprocess.run(
        [*command, "--out", str(tmp_path / "c.json")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "| depeche tag --html |" in done.stdout
    result = json.loads((tmp_path / "c.json").read_text(encoding="utf-8"))
    assert result["import_depeche"] > 0 and "depeche.inference.tagger" in result["imports"]
    assert {len(values) for values in result["seconds"].values()} == {1}
