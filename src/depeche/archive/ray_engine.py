"""Tagging parts with Ray Data: an actor a worker, on this machine or on a cluster.

What travels through Ray are the numbers of parts; each actor reads, tags and writes its parts itself, with
the same code as a single process, in folders that all workers see. A worker that dies is started anew and its
part done again; what it left is never read.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from depeche.archive.options import ArchiveOptions
from depeche.archive.plan import Part
from depeche.archive.progress import Progress
from depeche.archive.tagging import PartTagger, open_tagger
from depeche.archive.workspace import Workspace
from depeche.errors import DepecheError

#: Times that a part is tried again when the worker that had it died: some parts kill every worker.
_RETRIES = 5
#: Bytes of shared memory of a local run: only numbers and counts pass through it.
_OBJECT_STORE = 100 * 2**20
_MOST_BLOCKS = 2000


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
                account = self._workspace.account_of(part) or self._tagger.tag(part)
            except DepecheError as error:
                rows, sentences, errors = [*rows, 0], [*sentences, 0], [*errors, str(error)]
                continue
            rows.append(account.rows)
            sentences.append(account.sentences)
            errors.append("")
        return {"rows": rows, "sentences": sentences, "error": errors}


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
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
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
        max_restarts=-1,
        max_task_retries=_RETRIES,
    )
    try:
        for row in results.iter_rows():
            if row["error"]:
                raise DepecheError(row["error"])
            progress(int(row["rows"]), int(row["sentences"]))
    except ray.exceptions.ActorDiedError as error:
        raise DepecheError(
            f"workers died {_RETRIES + 1} times over one part: {str(error).splitlines()[0]}"
        ) from None
