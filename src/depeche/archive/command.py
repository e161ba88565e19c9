"""What `depeche tag` does with an archive: plan, resume, tag, join, report."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from depeche.archive.local_engine import tag_here
from depeche.archive.options import ArchiveOptions, shard_range
from depeche.archive.plan import FORMS, Part, cut, find_sources, targets
from depeche.archive.progress import shown_progress
from depeche.archive.reading import Account, PartReader
from depeche.archive.settings import run_settings
from depeche.archive.workspace import Workspace
from depeche.articles.tables import import_pyarrow
from depeche.errors import DepecheError
from depeche.inference.checkpoint import open_checkpoint
from depeche.inference.cores import available_cores

_ENGINES = ("local", "ray")
_MOST_SHOWN = 10


def is_archive_run(out: str | None, form: str | None, asked: object) -> bool:
    """Whether `depeche tag` is to work in parts: into Parquet or a folder, or ``asked`` by an option."""
    return (
        bool(asked or form == "parquet")
        or out is not None
        and (out.endswith(("/", "\\")) or Path(out).is_dir() or Path(out).suffix.lower() == ".parquet")
    )


def run_archive(
    paths: Sequence[str],
    out: str | None,
    form: str | None,
    html: Path | None,
    options: ArchiveOptions,
    engine: str = "local",
    workers: int | None = None,
    shard: str | None = None,
) -> None:
    """Tag the tables of ``paths`` into a file or a folder, going on where an earlier session stopped.

    Args:
        paths: files and folders of JSONL, CSV, TSV and Parquet.
        out: a file (ending in .parquet, .jsonl or .csv) or else a folder.
        form: what is written, ``parquet``, ``jsonl`` or ``csv``; None is what ``out`` or each source ends in.
        html: must be None.
        options: how to read and tag.
        engine: ``local`` (this process) or ``ray``.
        workers: actors of Ray; by default the cores this process may use.
        shard: ``i/n``, to do only that share of the parts.

    Raises:
        DepecheError: bad input or options, or a run that was begun otherwise.
    """
    if engine not in _ENGINES:
        raise DepecheError(f"unknown engine '{engine}': expected {' or '.join(_ENGINES)}")
    if workers and engine != "ray":
        raise DepecheError("--workers is for --engine ray; without it, start one process for each --shard")
    if html is not None:
        raise DepecheError("--html shows single texts; it is not made of an archive")
    if out is None:
        raise DepecheError("an archive needs --out: a folder, or a file ending in .parquet, .jsonl or .csv")
    # Absolute, for workers may stand elsewhere.
    place = Path(out).absolute()
    single = not place.is_dir() and not out.endswith(("/", "\\")) and place.suffix.lower() in FORMS
    form = _form(form, place if single else None)
    checkpoint = open_checkpoint(options.checkpoint)
    options = replace(
        options,
        checkpoint=_absolute(options.checkpoint),
        backend=("onnx" if checkpoint.onnx else "torch") if options.backend == "auto" else options.backend,
    )
    sources = find_sources([p if p == "-" else str(Path(p).absolute()) for p in paths], place)
    settings = run_settings(options, checkpoint, sources, form)
    parts = cut(sources, options.part_rows, options.column, options.id_column)
    mine = shard_range(shard, len(parts))
    workspace = Workspace(place, single, targets(parts, place, single, form))
    if workspace.begin(settings):
        _report(workspace.total(), f"{out} was finished before")
        return
    todo = workspace.undone(mine)
    if todo:
        _tag(options, workspace, todo, [parts[i] for i in mine], engine, workers)
    total = workspace.join_finished(PartReader(options))
    if total is None:
        print(
            f"depeche: {len(mine)} of {len(parts)} parts were for this shard and are done; "
            f"{out} is completed by the shard that ends last",
            file=sys.stderr,
        )
        return
    _report(total, out)


def _tag(
    options: ArchiveOptions,
    workspace: Workspace,
    todo: Sequence[Part],
    mine: Sequence[Part],
    engine: str,
    workers: int | None,
) -> None:
    rows = sum(part.rows for part in mine)
    done = rows - sum(part.rows for part in todo)
    if len(todo) < len(mine):
        print(f"depeche: goes on: {done:,} of {rows:,} rows are done", file=sys.stderr)
    with shown_progress(rows, done) as progress:
        if engine == "ray":
            from depeche.archive.ray_engine import tag_with_ray

            tag_with_ray(options, workspace, todo, progress, workers or available_cores())
        else:
            tag_here(options, workspace, todo, progress)


def _form(form: str | None, file: Path | None) -> str | None:
    known = sorted(set(FORMS.values()))
    if form is not None and form not in known:
        raise DepecheError(f"unknown output format '{form}' for an archive: expected {', '.join(known)}")
    if file is not None:
        form = form or FORMS[file.suffix.lower()]
    if form == "parquet":
        import_pyarrow()
    return form


def _absolute(checkpoint: str | None) -> str | None:
    """A folder by its full path; the bundled tagger and Hub ids as they are."""
    return str(Path(checkpoint).absolute()) if checkpoint and Path(checkpoint).exists() else checkpoint


def _report(total: Account, out: str) -> None:
    documents = total.rows - total.without_text - total.skipped
    print(f"depeche: {out}: {total.sentences:,} sentences of {documents:,} texts", file=sys.stderr)
    if total.without_text:
        print(f"depeche: {total.without_text:,} rows without text gave no sentence", file=sys.stderr)
    if total.skipped:
        shown = "; ".join(total.damaged[:_MOST_SHOWN]) + ("; …" if total.skipped > _MOST_SHOWN else "")
        print(f"depeche: {total.skipped:,} damaged rows were skipped: {shown}", file=sys.stderr)
