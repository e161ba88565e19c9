"""What a run reads and writes: source files, the parts they are cut into, and the files that come of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from depeche.archive.parquet_rows import ParquetRows
from depeche.archive.text_rows import csv_columns, cut_text
from depeche.errors import DepecheError

#: Endings of the files of an archive, and of what is written from each.
FORMS = {".parquet": "parquet", ".jsonl": "jsonl", ".csv": "csv", ".tsv": "csv"}


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the archive and what rows of it are called: its path inside the archive's folder."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Part:
    """A run of rows of one file: what is tagged, and redone after a kill, together.

    Attributes:
        number: from 0, over the whole run.
        source: where it is read.
        start: first row of a Parquet file, else the first byte.
        stop: one past the last.
        first: number of the first row, as messages count them.
        rows: number of rows.
    """

    number: int
    source: Source
    start: int
    stop: int
    first: int
    rows: int


@dataclass(frozen=True, slots=True)
class Target:
    """A file to write, and the parts that it is joined from, in order."""

    path: Path
    form: str
    parts: tuple[Part, ...]


def find_sources(paths: Sequence[str], out: Path) -> list[Source]:
    """The table files at ``paths``, files or folders, sorted by name.

    Files whose name begins with a dot or an underscore are passed over, as Spark, Arrow and duckdb do.

    Raises:
        DepecheError: nothing there, no table, two of one name, or ``out`` lies among them.
    """
    found: dict[str, Source] = {}
    for path in map(Path, paths):
        if not path.exists():
            raise DepecheError(f"{path}: no such file or folder")
        if path.is_dir() and out.resolve().is_relative_to(path.resolve()):
            raise DepecheError(f"{out}: lies in the archive {path}; write outside of it")
        sources = list(_in_folder(path)) if path.is_dir() else [Source(path, path.name)]
        if not sources:
            raise DepecheError(f"{path}: the folder holds no file ending in {', '.join(FORMS)}")
        for source in sources:
            if source.path.suffix.lower() not in FORMS:
                raise DepecheError(f"{source.path}: an archive is made of {', '.join(FORMS)} files")
            if source.path.resolve() == out.resolve():
                raise DepecheError(f"{out}: is read from; write to another file")
            if source.name in found:
                raise DepecheError(f"{source.path}: a second file of the name {source.name}")
            found[source.name] = source
    if not found:
        raise DepecheError("an archive is files or folders, not standard input: name them")
    return [found[name] for name in sorted(found)]


def _in_folder(folder: Path) -> Iterator[Source]:
    for path in folder.rglob("*"):
        name = path.relative_to(folder)
        hidden = any(part.startswith((".", "_")) for part in name.parts)
        if not hidden and path.is_file() and path.suffix.lower() in FORMS:
            yield Source(path, name.as_posix())


def cut(sources: Sequence[Source], rows: int, column: str, id_column: str) -> list[Part]:
    """Cut files into parts of at most ``rows`` rows; an empty file is one empty part.

    Parquet is cut by its metadata, text in one pass over its lines; nothing is held in memory.

    Raises:
        DepecheError: a broken file, or one without ``column``.
    """
    parts: list[Part] = []
    for source in sources:
        for start, stop, first, count in _ranges(source, rows, column, id_column):
            parts.append(Part(len(parts), source, start, stop, first, count))
    return parts


def _ranges(source: Source, rows: int, column: str, id_column: str) -> Iterator[tuple[int, int, int, int]]:
    path = source.path
    if path.suffix.lower() == ".parquet":
        file = ParquetRows(path, (column, id_column))
        _check_column(source, file.names, column)
        for start in range(0, max(file.count, 1), rows):
            stop = min(start + rows, file.count)
            yield start, stop, start + 1, stop - start
        return
    if path.suffix.lower() != ".jsonl" and (columns := csv_columns(path)):
        _check_column(source, columns, column)
    yield from cut_text(path, rows)


def _check_column(source: Source, names: Sequence[str], column: str) -> None:
    if column not in names:
        raise DepecheError(
            f"{source.path}: no column '{column}'; there are: {', '.join(names) or 'none'} "
            "(choose with --column)"
        )


def targets(parts: Sequence[Part], out: Path, single: bool, form: str | None) -> list[Target]:
    """The files to write: ``out`` alone, or one in the folder ``out`` for each source, named as it is.

    Args:
        parts: the parts of all sources.
        out: a file if ``single``, else a folder.
        single: whether everything goes into one file.
        form: ``parquet``, ``jsonl`` or ``csv``; None is as the source.

    Raises:
        DepecheError: two sources would be written to one file.
    """
    if single:
        return [Target(out, form or FORMS[out.suffix.lower()], tuple(parts))]
    grouped: dict[str, list[Part]] = {}
    for part in parts:
        grouped.setdefault(part.source.name, []).append(part)
    found: dict[Path, Target] = {}
    for name, its in grouped.items():
        own = form or FORMS[Path(name).suffix.lower()]
        path = (out / name).with_suffix(f".{own}")
        if path in found:
            raise DepecheError(f"{name} and {found[path].parts[0].source.name} would both become {path}")
        found[path] = Target(path, own, tuple(its))
    return list(found.values())
