"""The engines of the throughput benchmark, their rates, and the tables of these."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from depeche.evaluation.markdown import table

#: Ratios of two engines, and what the project expects of them on two cores. `pipeline` runs a checkpoint in
#: the precision it was saved in, camembert-base in fp32; bf16 is for who asks for it.
RATIOS = (
    ("tagger", "base, pipeline, one by one, fp32", 100),
    ("tagger", "base, pipeline, best batch, fp32", 40),
    ("base, our ONNX, int8", "base, pipeline, one by one, fp32", 5),
    ("base, our ONNX, int8", "base, pipeline, best batch, fp32", 2.5),
    ("base, our ONNX, fp32", "base, pipeline, best batch, fp32", None),
    ("tagger", "base, pipeline, one by one, bf16", None),
    ("tagger", "base, pipeline, best batch, bf16", None),
    ("base, our ONNX, int8", "base, pipeline, one by one, bf16", None),
    ("base, our ONNX, int8", "base, pipeline, best batch, bf16", None),
    ("tagger", "compact, pipeline, one by one, fp32", None),
    ("tagger", "compact, pipeline, best batch, fp32", None),
    ("tagger", "compact, pipeline, best batch, bf16", None),
    ("tagger", "tagger, from raw text", None),
    ("tagger, from raw text", "tagger, from raw text, context", None),
    ("tagger, OpenVINO", "tagger", None),
    ("base, OpenVINO, int8", "base, our ONNX, int8", None),
    ("base, OpenVINO, fp32", "base, our ONNX, fp32", None),
    ("TF-IDF", "tagger", None),
)


@dataclass
class Engine:
    """What is measured: a name, the arguments of its process, the model that it computes."""

    name: str
    arguments: list[str]
    model: str = ""
    precision: str = "fp32"
    process: Any = None
    rates: list[float] = field(default_factory=list)
    cores: list[float] = field(default_factory=list)
    note: str = ""
    peak_mb: float = 0.0

    def start(self, data: Path) -> None:
        script = Path(__file__).with_name("throughput_engine.py")
        command = [sys.executable, str(script), self.arguments[0], str(data), *self.arguments[1:]]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self.note = self._answer()["ready"]

    def run(self) -> None:
        self.process.stdin.write("run\n")
        self.process.stdin.flush()
        answer = self._answer()
        self.rates.append(answer["rate"])
        self.cores.append(answer["cpu"])

    def stop(self) -> None:
        self.process.stdin.close()
        self.peak_mb = self._answer()["peak_mb"]
        self.process.wait()

    def _answer(self) -> dict[str, Any]:
        for line in self.process.stdout:
            if line.startswith("{"):
                return json.loads(line)
        raise SystemExit(f"{self.name}: the process ended without an answer")


def ratios(listed: Sequence[Engine]) -> list[dict[str, Any]]:
    rows = []
    rates = {engine.name: engine.rates for engine in listed}
    for name, other, expected in RATIOS:
        if name not in rates or other not in rates:
            continue
        values = [a / b for a, b in zip(rates[name], rates[other], strict=True)]
        rows.append(
            {
                "engine": name,
                "over": other,
                "ratio": statistics.median(values),
                "low": min(values),
                "high": max(values),
                "expected": expected,
            }
        )
    return rows


def result_rows(
    listed: Sequence[Engine], rates: dict[str, float], operations: dict[str, float]
) -> list[dict[str, Any]]:
    rows = []
    for engine in listed:
        rate = statistics.median(engine.rates)
        cost = operations.get(engine.model)
        rows.append(
            {
                "engine": engine.name,
                "sentences_a_second": rate,
                "low": min(engine.rates),
                "high": max(engine.rates),
                "busy_cores": statistics.median(engine.cores),
                "peak_mb": engine.peak_mb,
                "share_of_multiply_rate": rate * cost / rates[engine.precision] if cost else None,
                "note": engine.note,
            }
        )
    return rows


def markdown(result: dict[str, Any]) -> str:
    head = [
        "engine",
        "sentences/s",
        "range of rounds",
        "cores busy",
        "peak memory",
        "of multiply rate",
        "note",
    ]
    rows = [
        [
            row["engine"],
            f"{row['sentences_a_second']:,.1f}",
            f"{row['low']:,.1f}–{row['high']:,.1f}",
            f"{row['busy_cores']:.1f}",
            f"{row['peak_mb']:.0f} MB",
            "" if row["share_of_multiply_rate"] is None else f"{row['share_of_multiply_rate']:.0%}",
            row["note"],
        ]
        for row in result["engines"]
    ]
    pairs = [
        [
            f"{row['engine']} / {row['over']}",
            f"{row['ratio']:.1f}",
            f"{row['low']:.1f}–{row['high']:.1f}",
            "" if row["expected"] is None else f"≥ {row['expected']}",
        ]
        for row in result["ratios"]
    ]
    shown = ", ".join(f"{name} {rate:,.0f}" for name, rate in result["multiply_rates"].items())
    return (
        f"{result['processor']}; {result['sentences']} sentences of {result['pieces']:.1f} pieces, "
        f"{result['rounds']} rounds. Matrix products of 1024 × 1024, 10⁹ operations/s: {shown}.\n\n"
        + table(head, rows)
        + "\n\n"
        + table(["ratio", "median of rounds", "range", "expected"], pairs)
        + "\n"
    )
