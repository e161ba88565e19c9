"""Part files and the files joined from them: Parquet with flat typed columns, JSONL, CSV."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from depeche.articles.tables import import_pyarrow
from depeche.files import replacing
from depeche.inference.output import CsvWriter, JsonlWriter, Writer, sentence_rows
from depeche.labels import LABELS

if TYPE_CHECKING:
    from depeche.inference.records import TaggedSentence

#: Rows of one row group; those of a part that wait to be written.
_GROUP_ROWS, _WAITING_ROWS = 65_536, 4_096


def parquet_schema() -> Any:
    """The columns of a tagged Parquet file: those of the JSONL rows, one float column a probability.

    A missing label, score or probability (boilerplate, undecided sentences) is null, and so are source, cue
    and voice: archives are tagged without them.
    """
    pyarrow, _ = import_pyarrow()
    words = [("start", pyarrow.int32()), ("end", pyarrow.int32()), ("text", pyarrow.string())]
    evidence = pyarrow.struct([*words, ("drop", pyarrow.float32())])
    return pyarrow.schema(
        [
            ("document", pyarrow.string()),
            ("start", pyarrow.int32()),
            ("end", pyarrow.int32()),
            ("kind", pyarrow.string()),
            ("label", pyarrow.string()),
            ("score", pyarrow.float32()),
            *((label, pyarrow.float32()) for label in LABELS),
            ("truncated", pyarrow.bool_()),
            ("abstained", pyarrow.bool_()),
            ("evidence", pyarrow.list_(evidence)),
            ("source", pyarrow.struct(words)),
            ("cue", pyarrow.struct(words)),
            ("source_kind", pyarrow.string()),
            ("voice", pyarrow.string()),
            ("text", pyarrow.string()),
        ]
    )


class ParquetWriter:
    """One row a sentence; rows wait in memory until some thousands are written together."""

    def __init__(self, out: IO[bytes]) -> None:
        self._pyarrow, parquet = import_pyarrow()
        self._schema = parquet_schema()
        self._writer = parquet.ParquetWriter(out, self._schema, compression="zstd")
        self._waiting: list[dict[str, Any]] = []

    def write(self, name: str, sentences: Sequence[TaggedSentence]) -> None:
        """Write one document."""
        for row in sentence_rows(name, sentences):
            scores = row.pop("scores") or {}
            self._waiting.append({**row, **scores})
        if len(self._waiting) >= _WAITING_ROWS:
            self._flush()

    def close(self) -> None:
        """Write what waits, and the end of the file."""
        if self._waiting:
            self._flush()
        self._writer.close()

    def _flush(self) -> None:
        self._writer.write_table(self._pyarrow.Table.from_pylist(self._waiting, schema=self._schema))
        self._waiting = []


@contextmanager
def part_writer(path: Path, form: str) -> Iterator[Writer]:
    """A writer of sentences to ``path``, which appears whole, and on the disk, when the block ends."""
    if form == "parquet":
        with replacing(path, "wb") as handle:
            writer = ParquetWriter(handle)
            try:
                yield writer
            finally:
                writer.close()  # after an error, too: pyarrow would do it when the file is shut
            _to_disk(handle)
        return
    with replacing(path, newline="") as handle:
        yield (JsonlWriter if form == "jsonl" else CsvWriter)(handle)
        _to_disk(handle)


def _to_disk(handle: IO[Any]) -> None:
    handle.flush()
    os.fsync(handle.fileno())


def join(parts: Sequence[Path], path: Path, form: str) -> None:
    """Write the rows of part files into one file, in order, in constant memory.

    Raises:
        FileNotFoundError: a part is not there.
    """
    with replacing(path, "wb") as out:
        if form == "parquet":
            _join_parquet(parts, out)
        else:
            for number, part in enumerate(parts):
                with part.open("rb") as handle:
                    if form == "csv" and number:
                        handle.readline()  # the header, which holds no line break
                    shutil.copyfileobj(handle, out)
        _to_disk(out)


def _join_parquet(parts: Sequence[Path], out: IO[bytes]) -> None:
    pyarrow, parquet = import_pyarrow()
    with parquet.ParquetWriter(out, parquet_schema(), compression="zstd") as writer:
        waiting: list[Any] = []
        size = 0
        for part in parts:
            with part.open("rb") as handle:
                for batch in parquet.ParquetFile(handle).iter_batches(_WAITING_ROWS):
                    waiting.append(batch)
                    size += batch.num_rows
                    if size >= _GROUP_ROWS:
                        writer.write_table(pyarrow.Table.from_batches(waiting))
                        waiting, size = [], 0
        if waiting:
            writer.write_table(pyarrow.Table.from_batches(waiting))
