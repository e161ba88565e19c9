"""Keeping a run's folder to one run: what is resumed was begun with the same settings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from depeche.errors import DepecheError
from depeche.files import replacing

#: What a finished stage or the training state depends on; ``run`` may change between two sessions.
SECTIONS = (
    "seed",
    "corpus",
    "tokenizer",
    "encoder",
    "word_vectors",
    "schedule",
    "replaced_tokens",
    "lexicon",
    "optimization",
)


def check_same_run(settings: Any, folder: Path) -> None:
    """Write ``settings.json`` into the folder; where a run has begun, compare with it instead.

    Args:
        settings: a pretraining configuration, as pydantic models or plain namespaces.
        folder: the folder of the run.

    Raises:
        DepecheError: the folder holds a run that was begun with other settings.
    """
    path = folder / "settings.json"
    text = json.dumps({name: getattr(settings, name) for name in SECTIONS}, default=vars, indent=2)
    begun = any((folder / name).exists() for name in ("encoder", "general.uint16"))
    if not (begun and path.exists()):
        with replacing(path) as out:
            out.write(text + "\n")
        return
    before, now = _flat(json.loads(path.read_text(encoding="utf-8"))), _flat(json.loads(text))
    changed = sorted(key for key in before.keys() | now.keys() if before.get(key) != now.get(key))
    if changed:
        raise DepecheError(
            f"{folder}: holds a run that was begun with another {', '.join(changed)}, see {path}; "
            "restore it to go on, or set another output_dir"
        )


def _flat(tree: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Dotted keys and the values at them; a list is one value."""
    flat: dict[str, Any] = {}
    for key, value in tree.items():
        flat |= _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key: value}
    return flat
