"""The documents of a part, and the account of what was read: no row is passed over in silence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from depeche.archive.ids import hash_id
from depeche.archive.options import ArchiveOptions
from depeche.archive.parquet_rows import ParquetRows
from depeche.archive.plan import Part
from depeche.archive.text_rows import Row, read_text_range
from depeche.errors import DepecheError
from depeche.inference.documents import Document


@dataclass(slots=True)
class Account:
    """What became of the rows of a part.

    Attributes:
        rows: rows read, those without text and the damaged ones too.
        sentences: sentences written.
        without_text: rows whose text is null or blank: they give no sentence.
        skipped: rows that could not be read and were passed over.
        damaged: place and reason of each of them, up to a limit.
        ids: hashes of the names of all rows that were not damaged, in order.
    """

    rows: int = 0
    sentences: int = 0
    without_text: int = 0
    skipped: int = 0
    damaged: list[str] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)


class PartReader:
    """Reads parts; keeps the last Parquet file open, for the next part mostly follows."""

    def __init__(self, options: ArchiveOptions) -> None:
        self._options = options
        self._open: ParquetRows | None = None

    def documents(self, part: Part, account: Account) -> Iterator[Document]:
        """Yield the documents of a part in order and keep the account.

        Raises:
            DepecheError: a damaged row that is not to be skipped, or an id that stands twice.
        """
        seen: set[int] = set()
        for number, row, problem in self._rows(part):
            account.rows += 1
            place = f"{part.source.name}:{number}"
            name, text, problem = self._checked(place, row, problem)
            if problem is not None:
                if not self._options.skip_damaged:
                    raise DepecheError(f"{place}: {problem} (--skip-damaged goes on without such rows)")
                account.skipped += 1
                account.damaged.append(f"{place}: {problem}")
                continue
            code = hash_id(name)
            if code in seen:
                raise DepecheError(repeated(self._options, place, name))
            seen.add(code)
            account.ids.append(code)
            account.without_text += not text.strip()
            yield Document(name, text)

    def place_of(self, part: Part, code: int) -> str:
        """What to say of the row of a part whose name has this hash."""
        for number, row, problem in self._rows(part):
            place = f"{part.source.name}:{number}"
            name, _, problem = self._checked(place, row, problem)
            if problem is None and hash_id(name) == code:
                return repeated(self._options, place, name)
        return f"{part.source.name}: changed while it was read"

    def _rows(self, part: Part) -> Iterator[Row]:
        path: Path = part.source.path
        if path.suffix.lower() != ".parquet":
            return read_text_range(path, part.start, part.stop, part.first)
        if self._open is None or self._open.path != path:
            self._open = ParquetRows(path, (self._options.column, self._options.id_column))
        return self._open.read(part.start, part.stop)

    def _checked(self, place: str, row: dict[str, Any], problem: str | None) -> tuple[str, str, str | None]:
        column = self._options.column
        if problem is not None:
            return place, "", problem
        if column not in row:
            there = ", ".join(map(str, row)) or "none"
            return place, "", f"no column '{column}'; there are: {there} (choose with --column)"
        value, identifier = row[column], row.get(self._options.id_column)
        if value is not None and not isinstance(value, str):
            return place, "", f"column '{column}' holds no text but {type(value).__name__}"
        name = str(identifier) if identifier not in (None, "") else place
        try:
            f"{name}{value}".encode()
        except UnicodeEncodeError:
            return place, "", "not UTF-8: it holds bytes or halves of characters that are no text"
        return name, value or "", None


def repeated(options: ArchiveOptions, place: str, name: str) -> str:
    """The message for an id that stands twice in what becomes one file."""
    return (
        f"{place}: the {options.id_column} '{name}' stands there twice; ids must be unique in each file that "
        "is written (choose another --id-column; one that is not there names rows file:row)"
    )
