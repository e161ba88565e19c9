"""An invented archive in three formats, and the command line as a process that can be killed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from depeche.cli import main

SENTENCES = (
    "Le conseil municipal a voté le budget mardi par {} voix.",
    "Selon la préfecture, {} personnes ont manifesté à l'été.",
    "Qui peut encore croire à ces {} promesses, œuvre d'un « génie » ?",
)


def text(number: int) -> str:
    return " ".join(s.format(number) for s in SENTENCES[: 1 + number % 3])


def write_parquet(path: Path, rows: list[dict], row_group_size: int = 7) -> None:
    import pyarrow
    from pyarrow import parquet

    path.parent.mkdir(parents=True, exist_ok=True)
    schema = pyarrow.schema([("id", pyarrow.string()), ("text", pyarrow.string())])
    table = pyarrow.Table.from_pylist(rows, schema=schema)
    parquet.write_table(table, path, row_group_size=row_group_size)


def write_jsonl(path: Path, rows: list[dict]) -> None:
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """40 texts in Parquet (one null), 12 in JSONL (one blank, one blank line), 9 in CSV, an empty file."""
    folder = tmp_path / "archive"
    rows = [{"id": f"a{i}", "text": None if i == 11 else text(i)} for i in range(40)]
    write_parquet(folder / "2024" / "a.parquet", rows)
    write_jsonl(folder / "b.jsonl", [{"id": i, "text": " " if i == 3 else text(i)} for i in range(12)])
    with (folder / "b.jsonl").open("a", encoding="utf-8") as out:
        out.write("\n")
    cells = [text(i).replace("«", "«\n") for i in range(9)]
    lines = "".join(f'{i};"{cell}"\n' for i, cell in enumerate(cells))
    (folder / "c.csv").write_text(f"\ufeffid;text\n{lines}", encoding="utf-8")
    (folder / "d.jsonl").touch()
    (folder / "_SUCCESS").touch()
    return folder


@pytest.fixture
def tag(tiny_tagger_folder: Path) -> Callable[..., int]:
    """Runs ``depeche tag`` on an archive with the tiny checkpoint, in parts of five rows."""
    return lambda *arguments: main(command(tiny_tagger_folder, *arguments))


@pytest.fixture
def start(tiny_tagger_folder: Path) -> Callable[..., subprocess.Popen]:
    """The same in a process of its own."""
    return lambda *arguments: subprocess.Popen(
        [sys.executable, "-m", "depeche.cli", *command(tiny_tagger_folder, *arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def command(checkpoint: Path, *arguments: object) -> list[str]:
    return [
        "tag", "--checkpoint", str(checkpoint), "--threads", "1", "--part-rows", "5", *map(str, arguments),
    ]  # fmt: skip


def rows_of(path: Path) -> list[dict]:
    """The rows of a file, or of all files of a folder of tagged files, in order."""
    if path.is_dir():
        files = (f for f in sorted(path.rglob("*.*")) if "_depeche" not in f.parts)
        return [row for file in files for row in rows_of(file)]
    if path.suffix == ".parquet":
        from pyarrow import parquet

        return parquet.ParquetFile(path).read().to_pylist()
    if path.suffix == ".csv":
        import csv

        with path.open(encoding="utf-8", newline="") as handle:
            return list(csv.DictReader(handle))
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def contents(folder: Path) -> dict[str, bytes]:
    """Every file that a reader of the folder sees, by name."""
    return {
        f.relative_to(folder).as_posix(): f.read_bytes()
        for f in sorted(folder.rglob("*"))
        if f.is_file() and "_depeche" not in f.parts
    }


@pytest.fixture
def kit() -> SimpleNamespace:
    """The functions of this file."""
    return SimpleNamespace(
        text=text, write_parquet=write_parquet, write_jsonl=write_jsonl, rows_of=rows_of, contents=contents
    )
