from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))

from machine import operations_a_sentence
from throughput_tables import Engine, markdown, ratios, result_rows


def engine(name: str, rates: list[float], **more: str) -> Engine:
    return Engine(name, [], rates=rates, cores=[2.0] * len(rates), **more)


def test_ratios_are_taken_round_by_round() -> None:
    listed = [
        engine("tagger", [1000, 2000, 900]),
        engine("base, pipeline, one by one, fp32", [10, 20, 10]),
        engine("base, pipeline, one by one, bf16", [5, 5, 30]),
    ]
    plain, bf16 = ratios(listed)
    assert plain["over"] == "base, pipeline, one by one, fp32"
    assert (plain["ratio"], plain["low"], plain["high"], plain["expected"]) == (100, 90, 100, 100)
    assert (bf16["ratio"], bf16["low"], bf16["high"], bf16["expected"]) == (200, 30, 400, None)


def test_rows_and_tables() -> None:
    listed = [
        engine("tagger", [1000, 3000, 2000], model="compact", precision="int8"),
        engine("TF-IDF", [9, 9, 9]),
    ]
    rows = result_rows(listed, {"fp32": 50.0, "int8": 400.0}, {"compact": 0.1})
    assert rows[0]["sentences_a_second"] == 2000
    assert rows[0]["share_of_multiply_rate"] == pytest.approx(0.5)
    assert rows[1]["share_of_multiply_rate"] is None
    text = markdown(
        {
            "processor": "p",
            "sentences": 3,
            "pieces": 30.0,
            "rounds": 3,
            "multiply_rates": {"fp32": 50.0},
            "engines": rows,
            "ratios": ratios([*listed, engine("tagger, from raw text", [500, 1000, 1000])]),
        }
    )
    assert "| tagger | 2,000.0 | 1,000.0–3,000.0 | 2.0 | 0 MB | 50% |" in text
    assert "| tagger / tagger, from raw text | 2.0 | 2.0–3.0 |" in text


def test_operations_are_those_of_the_matrices() -> None:
    config = {"hidden_size": 10, "intermediate_size": 40, "num_hidden_layers": 2}
    # 2 layers × 3 pieces × 2 × (400 + 800 + 60)
    assert operations_a_sentence(config, [3, 3]) == pytest.approx(2 * 3 * 2 * 1260 / 1e9)


@pytest.mark.slow
def test_the_benchmark_runs(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "benchmarks/throughput.py",
            "--quick",
            "--batch-tokens",
            "512",
            "--out",
            str(tmp_path / "t.json"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    result = json.loads((tmp_path / "t.json").read_text(encoding="utf-8"))
    names = [row["engine"] for row in result["engines"]]
    assert "tagger, from raw text, context" in names and "base, our ONNX, int8" in names
    assert all(row["sentences_a_second"] > 0 and row["peak_mb"] > 10 for row in result["engines"])
    assert len({round(row["peak_mb"]) for row in result["engines"]}) > 3  # each its own
    assert {row["expected"] for row in result["ratios"]} >= {100, 40, 5, 2.5}
    assert set(result["multiply_rates"]) == {"fp32", "bf16", "int8"}
    assert done.stdout.count("\n| ") > 15
