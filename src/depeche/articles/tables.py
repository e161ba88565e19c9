"""CSV and Parquet files of articles, one row a sentence (see :mod:`depeche.articles.rows`)."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from depeche.articles.records import Article
from depeche.articles.rows import COLUMNS, article_rows, articles_from_rows
from depeche.articles.text import read_text
from depeche.errors import DepecheError
from depeche.files import replacing

csv.field_size_limit(min(sys.maxsize, 2**31 - 1))


def read_csv(path: Path) -> Iterator[Article]:
    """Yield the articles of a CSV file with a header line; the delimiter is , or ; or a tab.

    Raises:
        DepecheError: see :func:`depeche.articles.rows.articles_from_rows`.
    """
    yield from articles_from_rows(csv_rows(path), path.name, first=2)


def csv_rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a CSV file as mappings by its header line.

    Raises:
        DepecheError: the file is empty, or a row has more cells than the header.
    """
    text = read_text(path)
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    for number, row in enumerate(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter), 2):
        if None in row:
            raise DepecheError(f"{path.name}:{number}: the row has more cells than the header has columns")
        yield row


def write_csv(articles: Iterable[Article], path: Path) -> None:
    """Write one row a sentence."""
    with replacing(path, newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(article_rows(articles))


def read_parquet(path: Path) -> Iterator[Article]:
    """Yield the articles of a Parquet file, batch by batch.

    Raises:
        DepecheError: the file is not Parquet; see also :func:`articles_from_rows`.
    """
    yield from articles_from_rows(parquet_rows(path), path.name)


def parquet_rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a Parquet file as mappings, batch by batch.

    Raises:
        DepecheError: the file is not Parquet, or pyarrow is missing.
    """
    pyarrow, parquet = import_pyarrow()
    try:
        table = parquet.ParquetFile(path)
    except pyarrow.ArrowInvalid as error:
        raise DepecheError(f"{path}: not a Parquet file ({error})") from None
    for batch in table.iter_batches(batch_size=8192):
        yield from batch.to_pylist()


def write_parquet(articles: Iterable[Article], path: Path) -> None:
    """Write one row a sentence."""
    pyarrow, parquet = import_pyarrow()
    integers, booleans = ("position", "rule", "year"), ("synthetic",)
    types = {name: pyarrow.int32() for name in integers} | {name: pyarrow.bool_() for name in booleans}
    schema = pyarrow.schema([(name, types.get(name, pyarrow.string())) for name in COLUMNS])
    with replacing(path, "wb") as out:
        parquet.write_table(pyarrow.Table.from_pylist(list(article_rows(articles)), schema=schema), out)


def import_pyarrow() -> tuple[Any, Any]:
    """``pyarrow`` and ``pyarrow.parquet``, imported when a file needs them.

    Raises:
        DepecheError: pyarrow is not installed.
    """
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise DepecheError("Parquet needs pyarrow: pip install 'depeche[parquet]'") from None
    return pyarrow, parquet
