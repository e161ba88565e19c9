"""Parquet files by ranges of rows, forward through row groups, without ever holding one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, islice
from pathlib import Path
from typing import Any

from depeche.archive.text_rows import Row
from depeche.articles.tables import import_pyarrow
from depeche.errors import DepecheError

#: Rows that are decoded together.
_BATCH = 256


class ParquetRows:
    """Reads ranges of rows of one file; ranges in rising order are read in one pass over it.

    Args:
        path: the file.
        columns: those to read, where the file has them.

    Raises:
        DepecheError: not a Parquet file, or pyarrow is missing.
    """

    def __init__(self, path: Path, columns: tuple[str, ...]) -> None:
        self._pyarrow, parquet = import_pyarrow()
        self.path = path
        try:
            # Buffered, and not fetched ahead: pages come as they are needed, not whole row groups.
            self._file = parquet.ParquetFile(path, pre_buffer=False, buffer_size=1 << 20)
        except (self._pyarrow.ArrowException, OSError) as error:
            raise DepecheError(f"{path}: not a Parquet file ({_first_line(error)})") from None
        self.names: list[str] = list(self._file.schema_arrow.names)
        self._columns = [name for name in columns if name in self.names]
        groups = self._file.metadata
        sizes = (groups.row_group(i).num_rows for i in range(groups.num_row_groups))
        #: Number of rows before each row group, and in all.
        self._before = [0, *accumulate(sizes)]
        self._rest: Iterator[dict[str, Any]] = iter(())
        self._position = self.count

    @property
    def count(self) -> int:
        """Number of rows of the file."""
        return int(self._before[-1])

    def read(self, start: int, stop: int) -> Iterator[Row]:
        """Yield the rows from ``start`` to before ``stop``, both from 0; their numbers count from 1.

        Raises:
            DepecheError: the file is damaged there.
        """
        try:
            self._go_to(start)
            for row in islice(self._rest, stop - start):
                self._position += 1
                yield self._position, row, None
        except (self._pyarrow.ArrowException, OSError) as error:
            raise DepecheError(
                f"{self.path}: damaged in the rows {start + 1} to {stop}: {_first_line(error)}"
            ) from None
        if self._position != stop:
            raise DepecheError(f"{self.path}: ends after row {self._position}, expected {stop} or more")

    def _go_to(self, start: int) -> None:
        group = next((i for i, end in enumerate(self._before[1:]) if start < end), 0)
        if not self._before[group] <= self._position <= start:
            groups = list(range(group, len(self._before) - 1))
            self._rest = self._decoded(groups)
            self._position = self._before[group]
        while self._position < start and next(self._rest, None) is not None:
            self._position += 1

    def _decoded(self, groups: list[int]) -> Iterator[dict[str, Any]]:
        # One group at a time, for a batch over two of them would fail in the first for damage in the second.
        for group in groups:
            for batch in self._file.iter_batches(_BATCH, [group], self._columns, use_threads=False):
                yield from batch.to_pylist()


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
