"""Tagging parts with Ray Data: an actor a worker, on this machine or on a cluster.

What travels through Ray are the numbers of parts; each actor reads, tags and writes its parts itself, with
the same code as a single process, in folders that all workers see. A worker that dies is started anew and its
part done again; what it left is never read.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from depeche.archive.options import ArchiveOptions
from depeche.archive.plan import Part
from depeche.archive.progress import Progress
from depeche.archive.reading import Account
from depeche.archive.tagging import PartTagger, open_tagger
from depeche.archive.workspace import Workspace
from depeche.errors import DepecheError

#: Workers that may die over one part: some parts kill every worker, and Ray Data would try for ever.
_MOST_TRIES = 5
#: Bytes of shared memory of a local run: only numbers and counts pass through it.
_OBJECT_STORE = 100 * 2**20
_MOST_BLOCKS = 2000
#: Ray's own settings, unless the user has set them: no word of its inner life on the terminal.
_QUIET = {
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_BACKEND_LOG_LEVEL": "fatal",
    "RAY_DATA_LOG_LEVEL": "ERROR",
}


class PartActor:
    """What a worker runs: tags the parts whose numbers it is given.

    Args:
        options: those of the run.
        workspace: that of the run; its paths must be the same on every machine.
    """

    def __init__(self, options: ArchiveOptions, workspace: Workspace) -> None:
        self._workspace = workspace
        self._parts = {part.number: part for target in workspace.targets for part in target.parts}
        self._tagger = PartTagger(open_tagger(options), options, workspace)

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[Any]]:
        """Tag the parts of a batch; a bad row is told in ``error``, for a worker's traceback helps nobody."""
        rows: list[int] = []
        sentences: list[int] = []
        errors: list[str] = []
        for number in batch["number"]:
            part = self._parts[int(number)]
            try:
                # Done already where a worker died between its last part and saying so.
                account = self._workspace.account_of(part) or self._try(part)
            except DepecheError as error:
                rows, sentences, errors = [*rows, 0], [*sentences, 0], [*errors, str(error)]
                continue
            rows.append(account.rows)
            sentences.append(account.sentences)
            errors.append("")
        return {"rows": rows, "sentences": sentences, "error": errors}

    def _try(self, part: Part) -> Account:
        tries = _tries_file(self._workspace, part)
        tries.parent.mkdir(parents=True, exist_ok=True)
        with tries.open("ab") as handle:
            handle.write(b".")
        if tries.stat().st_size > _MOST_TRIES:
            raise DepecheError(
                f"{part.source.name}: {_MOST_TRIES} workers died over the {part.rows} rows from "
                f"{part.first} on; give workers more memory, or cut smaller parts with --part-rows"
            )
        return self._tagger.tag(part)


def _tries_file(workspace: Workspace, part: Part) -> Path:
    """A file of one byte for each worker that took the part up in this session."""
    return workspace.folder / "tries" / str(part.number)


def tag_with_ray(
    options: ArchiveOptions, workspace: Workspace, todo: Sequence[Part], progress: Progress, workers: int
) -> None:
    """Tag the parts on the cluster at ``RAY_ADDRESS``, else with local workers.

    Args:
        options: those of the run; a worker takes one thread unless they say otherwise.
        workspace: that of the run, with absolute paths.
        todo: the parts to tag.
        progress: told of each part.
        workers: number of actors.

    Raises:
        DepecheError: Ray is missing or cannot be reached, a damaged row, or a part that kills its workers.
    """
    ray = _import_ray()
    for part in todo:
        _tries_file(workspace, part).unlink(missing_ok=True)
    _connect(ray, workers)
    try:
        _tag(ray, replace(options, threads=options.threads or 1), workspace, todo, progress, workers)
    finally:
        ray.shutdown()
    left = workspace.undone(part.number for part in todo)
    if left:
        raise DepecheError(f"Ray ended and left {len(left)} parts undone; start the command again to go on")


def _import_ray() -> Any:
    # Before the import: Ray reports to its makers unless told not to.
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    try:
        import ray
        import ray.data
    except ImportError:
        raise DepecheError("--engine ray needs Ray: pip install 'depeche[ray]'") from None
    return ray


def _connect(ray: Any, workers: int) -> None:
    quiet = {"log_to_driver": False, "logging_level": "ERROR"}
    address = os.environ.get("RAY_ADDRESS")
    try:
        if address:
            ray.init(address=address, **quiet)
        else:
            # One processor more than actors, for what Ray Data does beside them; it only counts them.
            ray.init(
                address="local",
                num_cpus=workers + 1,
                include_dashboard=False,
                object_store_memory=_OBJECT_STORE,
                **quiet,
            )
    except (ConnectionError, RuntimeError, ValueError, OSError) as error:
        where = address or "this machine"
        raise DepecheError(f"Ray cannot be reached at {where}: {str(error).splitlines()[0]}") from None


def _tag(
    ray: Any,
    options: ArchiveOptions,
    workspace: Workspace,
    todo: Sequence[Part],
    progress: Progress,
    workers: int,
) -> None:
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    items = [{"number": part.number} for part in todo]
    results = ray.data.from_items(items, override_num_blocks=min(len(items), _MOST_BLOCKS)).map_batches(
        PartActor,
        fn_constructor_args=(options, workspace),
        compute=ray.data.ActorPoolStrategy(size=min(workers, len(items)), max_tasks_in_flight_per_actor=1),
        batch_size=1,
        num_cpus=1,
    )
    for row in results.iter_rows():
        if row["error"]:
            raise DepecheError(row["error"])
        progress(int(row["rows"]), int(row["sentences"]))
