"""How long a user waits: from the start of the process to the tagged page, and what the time goes to.

python benchmarks/cold_start.py                 medians of ten runs each, under a minute
python benchmarks/cold_start.py --imports 25    and the slowest imports of `depeche tag`

Processes run as a user's would, from `python -m depeche.cli`, after one run that fills the disk cache. The
page is the article that ships with the package.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from machine import processor

from depeche.evaluation.markdown import table
from depeche.sample import sample_article

TAG = ["-m", "depeche.cli", "tag", "page.txt", "--out", "page.jsonl"]
#: What is timed, and what the project expects on two cores, in seconds.
COMMANDS: dict[str, tuple[list[str], float | None]] = {
    "python -c pass": (["-c", "pass"], None),
    "import depeche": (["-c", "import depeche"], None),
    "depeche --help": (["-m", "depeche.cli", "--help"], 0.5),
    "depeche tag": (TAG, 1.5),
    "depeche tag --html": ([*TAG, "--html", "page.html"], None),
    "depeche tag --threads 1": ([*TAG, "--threads", "1"], None),
}


def run(arguments: Sequence[str], folder: Path) -> tuple[float, str]:
    """Seconds from before the process starts until it has ended, and what it wrote to standard error."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - start
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)} failed:\n{done.stderr}")
    return seconds, done.stderr


def import_seconds(folder: Path) -> float:
    """What `import depeche` adds to a bare interpreter, by Python's own clock."""
    _, said = run(["-X", "importtime", "-c", "import depeche"], folder)
    return imports(said)["depeche"]


def imports(report: str) -> dict[str, float]:
    """Cumulative seconds by module of a report of ``-X importtime``."""
    found = re.findall(r"^import time:\s+\d+ \|\s+(\d+) \|\s*(\S+)$", report, flags=re.MULTILINE)
    return {name: int(microseconds) / 1e6 for microseconds, name in found}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--imports", type=int, default=0, help="list that many of the slowest imports")
    parser.add_argument("--out", type=Path, default=Path("runs/benchmarks/cold_start.json"))
    options = parser.parse_args()
    result: dict[str, object] = {"processor": processor(), "runs": options.runs}
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "page.txt").write_text(sample_article(), encoding="utf-8")
        seconds: dict[str, list[float]] = {name: [] for name in COMMANDS}
        for number in range(options.runs + 1):
            for name, (arguments, _) in COMMANDS.items():
                taken, _ = run(arguments, folder)
                if number:  # the first fills the disk cache
                    seconds[name].append(taken)
        added = statistics.median(import_seconds(folder) for _ in range(options.runs))
        _, report = run(["-X", "importtime", *TAG], folder)
    rows = [
        [
            name,
            f"{statistics.median(values):.2f} s",
            f"{min(values):.2f}–{max(values):.2f} s",
            "" if COMMANDS[name][1] is None else f"< {COMMANDS[name][1]} s",
        ]
        for name, values in seconds.items()
    ]
    rows.append(["import depeche, without the interpreter", f"{added:.3f} s", "", "< 0.15 s"])
    print(f"{processor()}; medians of {options.runs} runs.\n")
    print(table(["process", "start to end", "range", "expected"], rows))
    slowest = sorted(imports(report).items(), key=lambda item: -item[1])
    if options.imports:
        listed = [[name, f"{1000 * value:.0f} ms"] for name, value in slowest[: options.imports]]
        print("\n" + table(["import, with what it imports", "time"], listed))
    result |= {"seconds": seconds, "import_depeche": added, "imports": dict(slowest)}
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
