"""What `depeche tag` reads: files, folders, standard input, and columns of tables, one document at a time."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from depeche.articles.jsonl import jsonl_objects
from depeche.articles.tables import csv_rows, parquet_rows
from depeche.articles.text import decode, read_text
from depeche.errors import DepecheError

TABLES = (".jsonl", ".csv", ".tsv", ".parquet")
TEXTS = (".txt", ".md", ".text", "")


@dataclass(frozen=True, slots=True)
class Document:
    """One text to tag and the name it has in the output."""

    name: str
    text: str


def read_documents(paths: Sequence[str], column: str = "text", id_column: str = "id") -> Iterator[Document]:
    """Yield the documents of ``paths`` in order; no path, or ``-``, is standard input.

    A text file is one document. Each row of a JSONL, CSV or Parquet file is one: its text in
    ``column``, its name in ``id_column`` where there is one.

    Raises:
        DepecheError: nothing there, an empty or binary file, a missing column.
    """
    for path in paths or ["-"]:
        if path == "-":
            yield _document("stdin", decode(sys.stdin.buffer.read(), "standard input"), "standard input")
            continue
        for file in _files(Path(path)):
            if file.suffix.lower() in TABLES:
                yield from _table_documents(file, column, id_column)
            else:
                yield _document(str(file), read_text(file), str(file))


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        if not path.exists():
            raise DepecheError(f"{path}: no such file or folder")
        return [path]
    files = sorted(f for f in path.rglob("*") if f.is_file() and f.suffix.lower() in (*TABLES, *TEXTS[:-1]))
    if not files:
        raise DepecheError(f"{path}: the folder holds no file ending in {', '.join((*TEXTS[:-1], *TABLES))}")
    return files


def _document(name: str, text: str, where: str) -> Document:
    if not text.strip():
        raise DepecheError(f"{where}: empty, or nothing but blanks: there is no sentence to tag")
    return Document(name, text)


def _table_documents(path: Path, column: str, id_column: str) -> Iterator[Document]:
    seen: set[int] = set()  # hashes: an archive's ids themselves would not fit
    for number, row in _rows(path):
        if column not in row:
            raise DepecheError(
                f"{path}:{number}: no column '{column}'; there are: {', '.join(map(str, row)) or 'none'} "
                "(choose with --column)"
            )
        value = row[column]
        if value is not None and not isinstance(value, str):
            raise DepecheError(f"{path}:{number}: column '{column}' holds no text but {type(value).__name__}")
        identifier = row.get(id_column)
        name = str(identifier) if identifier not in (None, "") else f"{path.name}:{number}"
        if hash(name) in seen:
            raise DepecheError(
                f"{path}:{number}: the {id_column} '{name}' stands there twice; ids must be unique"
            )
        seen.add(hash(name))
        yield Document(name, value or "")


def _rows(path: Path) -> Iterable[tuple[int, dict[str, Any]]]:
    suffix = path.suffix.lower()
    if suffix == ".jsonl":
        return jsonl_objects(path)
    if suffix == ".parquet":
        return enumerate(parquet_rows(path), 1)
    return enumerate(csv_rows(path), 2)
