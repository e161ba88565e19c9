"""Binding a run's folder to its checkpoint, input and options, so that what is resumed is the same run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from depeche.archive.options import ArchiveOptions
from depeche.archive.plan import Source
from depeche.errors import DepecheError
from depeche.files import replacing
from depeche.inference.checkpoint import RECORD_FILE, Checkpoint
from depeche.segmentation import SEGMENTER_VERSION

SETTINGS_FILE = "settings.json"


def run_settings(
    options: ArchiveOptions, checkpoint: Checkpoint, sources: Sequence[Source], form: str | None
) -> dict[str, str]:
    """Everything that the rows of a run depend on; threads, shards, engine and skipping may change.

    Files of the archive are known by size and time of change (in whole seconds), the checkpoint by its
    content.
    """
    settings = {
        "checkpoint": _checkpoint_hash(checkpoint),
        "backend": options.backend,
        "abstain": options.abstain,
        "explain": options.explained,
        "column": options.column,
        "id-column": options.id_column,
        "part-rows": options.part_rows,
        "format": form,
        "segmenter": SEGMENTER_VERSION,
    }
    for source in sources:
        state = source.path.stat()
        settings[f"input {source.name}"] = f"{state.st_size} bytes, {int(state.st_mtime)}"
    return {name: str(value) for name, value in settings.items()}


def _checkpoint_hash(checkpoint: Checkpoint) -> str:
    weights = sorted((*checkpoint.folder.glob("*.onnx"), *checkpoint.folder.glob("*.safetensors")))
    total = hashlib.sha256()
    for path in (*weights, *(checkpoint.folder / n for n in ("config.json", "tokenizer.json", RECORD_FILE))):
        if path.exists():
            with path.open("rb") as handle:
                total.update(hashlib.file_digest(handle, "sha256").digest())
    return total.hexdigest()


def check_same_archive_run(settings: dict[str, str], folder: Path) -> None:
    """Write the settings into a run's folder; where a run has begun, compare with them instead.

    Raises:
        DepecheError: the folder holds a run that was begun with other settings.
    """
    path = folder / SETTINGS_FILE
    if not path.exists():
        with replacing(path) as out:
            out.write(json.dumps(settings, ensure_ascii=False, indent=2) + "\n")
        return
    try:
        before = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise DepecheError(f"{path}: broken: {error}; delete {folder} to start anew") from None
    changed = sorted(key for key in before.keys() | settings.keys() if before.get(key) != settings.get(key))
    if changed:
        named = ", ".join(changed[:5]) + (f" and {len(changed) - 5} more" if len(changed) > 5 else "")
        raise DepecheError(
            f"{folder}: holds a run that was begun with another {named}, see {path}; "
            "restore it to go on, delete the folder to start anew, or set another --out"
        )
