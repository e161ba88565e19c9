"""Reading raw text for pretraining: plain, compressed or JSONL files as blocks of lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from depeche.articles.lines import COMPRESSIONS, numbered_lines
from depeche.errors import DepecheError


def read_blocks(paths: Sequence[str | Path], splits: str | Path | None = None) -> Iterator[list[str]]:
    """Yield one list of lines, none of them blank, per document.

    Args:
        paths: UTF-8 files, as they are or compressed (``.xz``, ``.gz``). ``.jsonl`` holds an object a
            line with ``text``; rows with the same ``doc_id`` one after the other are one document, a row
            without is a document of its own. Everything else is plain text, a paragraph a line with an
            empty line between documents.
        splits: a JSON file ``{file stem: {doc_id: split}}``; only documents marked ``train`` are
            read from the JSONL files, so that evaluation text never enters pretraining.

    Raises:
        DepecheError: a file is missing or damaged, is not UTF-8, has a bad row, or is a JSONL file that
            the splits file does not know.
    """
    marks = _read_splits(Path(splits)) if splits else None
    for path in map(Path, paths):
        bare = path.with_suffix("") if path.suffix in COMPRESSIONS else path
        if bare.suffix != ".jsonl":
            yield from _blank_separated(line for _, line in numbered_lines(path))
        elif marks is None:
            yield from _jsonl_blocks(path, None)
        elif bare.stem in marks:
            yield from _jsonl_blocks(path, marks[bare.stem])
        else:
            raise DepecheError(
                f"{path}: {splits} has no entry '{bare.stem}', only {', '.join(sorted(marks)) or 'nothing'}; "
                "add one that says which documents are 'train'"
            )


def _read_splits(path: Path) -> dict[str, dict[str, str]]:
    try:
        marks = json.loads("".join(line for _, line in numbered_lines(path)))
    except json.JSONDecodeError as error:
        raise DepecheError(f"{path}:{error.lineno}: not JSON: {error.msg}") from None
    if not isinstance(marks, dict) or not all(isinstance(entry, dict) for entry in marks.values()):
        raise DepecheError(f'{path}: expected {{"file stem": {{"doc_id": "train"}}}}')
    return marks


def _blank_separated(lines: Iterable[str]) -> Iterator[list[str]]:
    block: list[str] = []
    for line in lines:
        if stripped := line.strip():
            block.append(stripped)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _jsonl_blocks(path: Path, marks: dict[str, str] | None) -> Iterator[list[str]]:
    current: str | None = None
    block: list[str] = []
    for number, line in numbered_lines(path):
        if not line.strip():
            continue
        document, text = _parse_row(line, f"{path}:{number}")
        if not text or (marks is not None and (document is None or marks.get(document) != "train")):
            continue
        if block and (document is None or document != current):
            yield block
            block = []
        current = document
        block.append(text)
    if block:
        yield block


def _parse_row(line: str, place: str) -> tuple[str | None, str]:
    """The document that a row belongs to, as the splits file spells it, and its text."""
    try:
        row: Any = json.loads(line)
    except json.JSONDecodeError as error:
        raise DepecheError(f"{place}: not JSON: {error.msg}; expected an object a line") from None
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise DepecheError(f"{place}: expected an object with a field 'text' that holds text")
    document = row.get("doc_id")
    return None if document is None else str(document), row["text"].strip()
