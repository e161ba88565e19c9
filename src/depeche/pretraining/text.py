"""Reading raw text for pretraining: plain, compressed or JSONL files as blocks of lines."""

from __future__ import annotations

import gzip
import json
import lzma
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

_OPENERS: dict[str, Any] = {".xz": lzma.open, ".gz": gzip.open}


def read_blocks(paths: Sequence[str | Path], splits: str | Path | None = None) -> Iterator[list[str]]:
    """Yield one list of lines per document.

    Args:
        paths: files; ``.txt``, ``.txt.xz`` and ``.txt.gz`` hold a paragraph a line with an empty
            line between documents, ``.jsonl`` holds an object a line with ``text`` and, to tell
            documents apart, ``doc_id``.
        splits: a JSON file ``{file stem: {doc_id: split}}``; only documents marked ``train`` are
            read from the JSONL files, so that evaluation text never enters pretraining.

    Raises:
        FileNotFoundError: a path does not exist.
        ValueError: a JSONL row has no ``text``, or the splits do not know a JSONL file.
    """
    marks = json.loads(Path(splits).read_text(encoding="utf-8")) if splits else None
    for path in map(Path, paths):
        if path.suffix == ".jsonl":
            yield from _jsonl_blocks(path, marks)
        else:
            with _open(path) as lines:
                yield from _blank_separated(lines)


def _open(path: Path) -> IO[str]:
    handle: IO[str] = _OPENERS.get(path.suffix, open)(path, "rt", encoding="utf-8")
    return handle


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


def _jsonl_blocks(path: Path, marks: dict[str, dict[str, str]] | None) -> Iterator[list[str]]:
    if marks is not None and path.stem not in marks:
        raise ValueError(f"{path}: the splits file has no entry '{path.stem}'; it knows {sorted(marks)}")
    current: str | None = None
    block: list[str] = []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            row = json.loads(line)
            if "text" not in row:
                raise ValueError(f"{path}:{number}: no field 'text'")
            document = row.get("doc_id")
            if marks is not None and marks[path.stem].get(document) != "train":
                continue
            if document != current and block:
                yield block
                block = []
            current = document
            block.append(row["text"])
    if block:
        yield block
