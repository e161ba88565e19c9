"""JSONL and CSV files by ranges of bytes: finding the ranges in one pass, and reading one of them."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from depeche.errors import DepecheError

#: A row number as messages name it, the row, and what is wrong with it where it cannot be read.
Row = tuple[int, dict[str, Any], str | None]
#: First byte, one past the last, number of the first row, number of rows.
Range = tuple[int, int, int, int]

_MARK = b"\xef\xbb\xbf"
# More lines than that in one CSV row are a quotation mark that nobody closed.
_MOST_LINES = 100_000

csv.field_size_limit(min(sys.maxsize, 2**31 - 1))


def cut_text(path: Path, rows: int) -> Iterator[Range]:
    """Yield ranges of at most ``rows`` rows that cover the file, one at least; reads it once, line by line.

    Raises:
        DepecheError: the file is UTF-16, or CSV that cannot be told into rows.
    """
    with path.open("rb") as handle:
        begin = _begin(path, handle)
        if path.suffix.lower() == ".jsonl":
            first, ends = 1, _jsonl_ends(handle, begin)
        else:
            begin += len(handle.readline())
            first, ends = 2, _csv_ends(path, handle, begin)
        # Lines that hold nothing are numbered but are no rows.
        start, count, number, stop = begin, 0, first, begin
        for stop, filled in ends:
            number += 1
            count += filled
            if count == rows:
                yield start, stop, first, count
                start, first, count = stop, number, 0
        if stop > start or start == begin:
            yield start, stop, first, count


def _begin(path: Path, handle: IO[bytes]) -> int:
    """Place the handle after a byte order mark; returns the offset."""
    opening = handle.read(3)
    if opening.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DepecheError(f"{path}: UTF-16; an archive must be UTF-8: convert it with iconv")
    begin = len(_MARK) if opening == _MARK else 0
    handle.seek(begin)
    return begin


def _jsonl_ends(handle: IO[bytes], offset: int) -> Iterator[tuple[int, bool]]:
    for line in handle:
        offset += len(line)
        yield offset, bool(line.strip())


def _csv_ends(path: Path, handle: IO[bytes], offset: int) -> Iterator[tuple[int, bool]]:
    lines = _Lines(handle, offset, None)
    try:
        for cells in _csv_cells(lines, path):
            yield lines.offset, bool(cells)
    except csv.Error as error:
        raise DepecheError(f"{path}: the row that starts at byte {lines.begun} is damaged: {error}") from None


def _csv_cells(lines: _Lines, path: Path) -> Iterator[list[str]]:
    for cells in csv.reader(lines, delimiter=csv_delimiter(path), strict=True):
        lines.taken = 0
        yield cells


class _Lines:
    """Lines of a file as text, which knows how many bytes were taken; bytes that are not UTF-8 are kept.

    ``csv`` asks for a line only when it needs one, so that after a row the offset is the row's end.
    """

    def __init__(self, handle: IO[bytes], offset: int, stop: int | None) -> None:
        self._handle, self._stop = handle, stop
        self.offset = self.begun = offset
        self.taken = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if self._stop is not None and self.offset >= self._stop:
            raise StopIteration
        line = self._handle.readline()
        if not line:
            raise StopIteration
        if self.taken == 0:
            self.begun = self.offset
        self.offset += len(line)
        self.taken += 1
        if self.taken > _MOST_LINES:
            raise csv.Error("a quotation mark is not closed")
        return line.decode("utf-8", errors="surrogateescape")


def csv_delimiter(path: Path) -> str:
    """The delimiter of the header line: , or ; or a tab."""
    with path.open("rb") as handle:
        header = handle.readline().decode("utf-8", errors="replace")
    return max(",;\t", key=header.count)


def csv_columns(path: Path) -> list[str]:
    """The names in the header line; none if the file is empty."""
    with path.open("rb") as handle:
        header = handle.readline().removeprefix(_MARK).decode("utf-8", errors="replace")
    return next(csv.reader([header], delimiter=csv_delimiter(path)), []) if header.strip() else []


def read_text_range(path: Path, start: int, stop: int, first: int) -> Iterator[Row]:
    """Yield the rows of a range that :func:`cut_text` gave, in order."""
    with path.open("rb") as handle:
        handle.seek(start)
        if path.suffix.lower() == ".jsonl":
            yield from _jsonl_rows(handle, start, stop, first)
        else:
            yield from _csv_rows(path, handle, start, stop, first)


def _jsonl_rows(handle: IO[bytes], offset: int, stop: int, number: int) -> Iterator[Row]:
    while offset < stop and (line := handle.readline()):
        offset += len(line)
        if line.strip():
            yield number, *_json_object(line)
        number += 1


def _json_object(line: bytes) -> tuple[dict[str, Any], str | None]:
    try:
        value = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        return {}, f"not UTF-8 at byte {error.start + 1} of the line"
    except json.JSONDecodeError as error:
        return {}, f"not JSON: {error.msg} at column {error.colno}"
    except RecursionError:
        return {}, "not JSON that can be read: nested too deep"
    if not isinstance(value, dict):
        return {}, f"expected an object {{…}}, found {type(value).__name__}"
    return value, None


def _csv_rows(path: Path, handle: IO[bytes], start: int, stop: int, number: int) -> Iterator[Row]:
    columns = csv_columns(path)
    for cells in _csv_cells(_Lines(handle, start, stop), path):
        if len(cells) > len(columns):
            yield number, {}, "the row has more cells than the header has columns"
        elif cells:
            yield number, {**dict.fromkeys(columns), **dict(zip(columns, cells, strict=False))}, None
        number += 1
