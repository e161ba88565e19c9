"""`depeche.json`: what made a checkpoint, so that its figures can be traced and its inputs rebuilt."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from depeche import __version__
from depeche.encoding import EncodingSettings
from depeche.files import replacing
from depeche.inference.checkpoint import RECORD_FILE
from depeche.segmentation import SEGMENTER_VERSION

if TYPE_CHECKING:
    from depeche.config import FinetuneConfig

_LIBRARIES = ("torch", "transformers", "tokenizers", "numpy", "scikit-learn")


def write_record(
    folder: Path,
    config: FinetuneConfig,
    encoding: EncodingSettings,
    *,
    temperature: float,
    data_sha256: str,
    training: dict[str, Any],
) -> None:
    """Write the record into a checkpoint folder."""
    record = {
        "name": config.name,
        "depeche": __version__,
        "segmenter": SEGMENTER_VERSION,
        "encoding": asdict(encoding),
        "temperature": temperature,
        "seed": config.seed,
        "data_sha256": data_sha256,
        "training": training,
        "config": config.model_dump(mode="json"),
        "versions": {name: metadata.version(name) for name in _LIBRARIES},
    }
    with replacing(folder / RECORD_FILE) as out:
        json.dump(record, out, indent=2, ensure_ascii=False)
        out.write("\n")
