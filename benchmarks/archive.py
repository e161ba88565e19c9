"""Tag an invented archive, kill the run halfway, resume it, and check that no row is lost or doubled.

Prints the resident memory at its peak, the rate, and what was redone. Needs `pip install -e '.[parquet]'`.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow
from pyarrow import parquet

ROOT = Path(__file__).parents[1]
SENTENCES_PER_TEXT = 20


def written_sentences() -> list[str]:
    """The sentences of the written corpus."""
    from depeche.corpus.loading import load_corpus

    return [s.text for article in load_corpus([ROOT / "data" / "authored"]) for s in article.speaking()]


def texts(count: int, pool: list[str]) -> Iterator[list[str]]:
    """Texts of twenty sentences each, one a line so that they are split as they were joined."""
    rng = random.Random(0)
    for start in range(0, count, SENTENCES_PER_TEXT):
        yield rng.choices(pool, k=min(SENTENCES_PER_TEXT, count - start))


def write_archive(path: Path, count: int) -> int:
    """Write ``count`` sentences as texts of one Parquet file; returns the number of texts."""
    pool = written_sentences()
    schema = pyarrow.schema([("id", pyarrow.string()), ("text", pyarrow.string())])
    number, rows = 0, []
    with parquet.ParquetWriter(path, schema) as writer:
        for sentences in texts(count, pool):
            rows.append({"id": f"t{number}", "text": "\n".join(sentences)})
            number += 1
            if len(rows) == 50_000:
                writer.write_table(pyarrow.Table.from_pylist(rows, schema=schema))
                rows = []
        if rows:
            writer.write_table(pyarrow.Table.from_pylist(rows, schema=schema))
    return number


def run(command: list[str], kill_when_done: tuple[Path, int] | None = None) -> tuple[float, int]:
    """Run a command, to its end or until so many parts are done; seconds and peak kilobytes resident."""
    began = time.monotonic()
    process = subprocess.Popen(command)
    # Waited for by hand: it tells the memory of this child alone.
    while (ended := os.wait4(process.pid, os.WNOHANG))[0] == 0:
        if kill_when_done is not None:
            folder, parts = kill_when_done
            if len(list(folder.glob("done/[0-9]*.json"))) >= parts:
                os.kill(process.pid, signal.SIGKILL)
        time.sleep(0.05)
    _, status, usage = ended
    process.returncode = os.waitstatus_to_exitcode(status)
    if kill_when_done is None and process.returncode:
        sys.exit(f"the run ended with status {process.returncode}")
    return time.monotonic() - began, usage.ru_maxrss


def check(tagged: Path, archive: Path) -> int:
    """Count the tagged sentences; ends the program unless every text's rows tile it, in order, once."""
    rows = (row for batch in parquet.ParquetFile(tagged).iter_batches() for row in batch.to_pylist())
    row, count = next(rows, None), 0
    for batch in parquet.ParquetFile(archive).iter_batches(1000):
        for source in batch.to_pylist():
            end, text = 0, source["text"]
            while row is not None and row["document"] == source["id"]:
                gap = text[end : row["start"]]
                if gap.strip() or row["start"] < end or text[row["start"] : row["end"]] != row["text"]:
                    sys.exit(f"{source['id']}: a row is lost, doubled or changed at {row['start']}")
                end, count, row = row["end"], count + 1, next(rows, None)
            if text[end:].strip():
                sys.exit(f"{source['id']}: rows are lost after {end}")
    if row is not None:
        sys.exit(f"a row too many: {row}")
    return count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sentences", type=int, default=1_000_000)
    parser.add_argument("--part-rows", type=int, default=2000)
    parser.add_argument("--checkpoint", help="Another tagger than the bundled one.")
    parser.add_argument("--folder", type=Path, help="Where to work; by default a temporary folder.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        archive, tagged = Path(name) / "archive.parquet", Path(name) / "tagged.parquet"
        rows = write_archive(archive, options.sentences)
        parts = -(-rows // options.part_rows)
        size = archive.stat().st_size / 2**20
        print(f"{options.sentences:,} sentences in {rows:,} texts, {parts} parts, {size:.0f} MB", flush=True)
        command = [sys.executable, "-m", "depeche.cli", "tag", str(archive), "--out", str(tagged)]
        command += ["--part-rows", str(options.part_rows)]
        command += ["--checkpoint", options.checkpoint] if options.checkpoint else []
        work = Path(name) / "tagged.parquet.parts"
        first, memory = run(command, (work, max(parts // 2, 1)))
        kept = {path: path.stat().st_mtime_ns for path in work.glob("done/[0-9]*.json")}
        sentences_kept = sum(
            parquet.ParquetFile(work / "parts" / f"{path.stem}.parquet").metadata.num_rows for path in kept
        )
        print(f"killed after {first:.0f} s with {len(kept)} parts done, {memory / 1024:.0f} MB at the peak")
        second, memory_2 = run(command)
        count = check(tagged, archive)
        print(f"resumed: {second:.0f} s, {memory_2 / 1024:.0f} MB at the peak")
        print(f"{count:,} rows, every text tiled once; joined and checked")
        print(f"{(count - sentences_kept) / second:,.0f} sentences a second, loading and joining included")
        print(f"peak resident memory {max(memory, memory_2) / 1024:.0f} MB")


if __name__ == "__main__":
    main()
