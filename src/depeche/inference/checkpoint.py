"""A fine-tuned checkpoint folder: what it must hold, and opening it with a clear word when it does not."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from depeche.bundled import resolve_model
from depeche.encoding import EncodingSettings
from depeche.errors import DepecheError
from depeche.labels import LABELS

#: Our own record in a checkpoint folder, beside those of transformers.
RECORD_FILE = "depeche.json"
#: ONNX files by precision, in the order in which they are preferred.
ONNX_FILES = {"int8": "model.onnx", "fp32": "model.fp32.onnx"}
TORCH_FILE = "model.safetensors"
_PICKLED = ("pytorch_model.bin", "model.pt", "model.pkl", "model.ckpt")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """An opened checkpoint folder.

    Attributes:
        folder: where it lies.
        name: what reports call it.
        encoding: the context its inputs were trained with.
        temperature: divisor of the logits before the softmax.
        pad_id: piece id that fills short inputs.
        onnx: precisions of the ONNX files in the folder, the preferred one first.
        torch: whether the folder holds safetensors weights.
    """

    folder: Path
    name: str
    encoding: EncodingSettings
    temperature: float
    pad_id: int
    onnx: tuple[str, ...]
    torch: bool


def open_checkpoint(
    name_or_path: str | Path | None = None,
    revision: str | None = None,
    *,
    labels: tuple[str, ...] = LABELS,
    command: str = "depeche train",
) -> Checkpoint:
    """Find and check a checkpoint: the bundled tagger by default, a folder, or a Hub id.

    Args:
        name_or_path: None is the bundled tagger.
        revision: a branch, tag or commit, for a Hub id.
        labels: what the outputs of its model must mean.
        command: trains such a checkpoint; named where this is none.

    A classifier that this project did not train is accepted when its labels are ours; it is then
    read without context and without temperature.

    Raises:
        DepecheError: nothing there, a file missing or broken, other labels, or only pickled weights.
    """
    folder = resolve_model(str(name_or_path or "bundled:compact-tagger"), revision)
    config = _read_json(folder / "config.json", folder)
    _check_labels(config, folder, labels, command)
    onnx = tuple(precision for precision, name in ONNX_FILES.items() if (folder / name).is_file())
    torch = bool(list(folder.glob("*.safetensors")))
    if not (onnx or torch):
        pickled = [file for file in _PICKLED if (folder / file).exists()]
        if pickled:
            raise DepecheError(
                f"{folder}: the weights are pickled ({pickled[0]}): opening them can run code; "
                "save them as safetensors"
            )
        raise DepecheError(f"{folder}: no weights; expected {ONNX_FILES['int8']} or {TORCH_FILE}")
    if not (folder / "tokenizer.json").is_file():
        raise DepecheError(f"{folder}: no tokenizer.json; save the checkpoint with its fast tokenizer")
    record = _read_json(folder / RECORD_FILE, folder) if (folder / RECORD_FILE).exists() else {}
    try:
        encoding = EncodingSettings(**record.get("encoding", _without_context(config)))
        temperature = float(record.get("temperature", 1.0))
    except (TypeError, ValueError) as error:
        raise DepecheError(f"{folder / RECORD_FILE}: {error}") from None
    return Checkpoint(
        folder=folder,
        name=record.get("name", folder.name),
        encoding=encoding,
        temperature=temperature,
        pad_id=int(config.get("pad_token_id") or 0),
        onnx=onnx,
        torch=torch,
    )


def _without_context(config: dict[str, Any]) -> dict[str, Any]:
    # RoBERTa counts positions from pad_token_id + 1: two of its 514 are never used.
    longest = int(config.get("max_position_embeddings", 512)) - 2
    return {"max_length": max(16, min(longest, 256)), "before": 0, "after": 0, "headline": False}


def _read_json(path: Path, folder: Path) -> dict[str, Any]:
    if not path.is_file():
        what = "the folder is empty" if not any(folder.iterdir()) else f"no {path.name}"
        raise DepecheError(f"{folder}: not a checkpoint: {what}")
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise DepecheError(f"{path}: broken or truncated: {error}") from None
    if not isinstance(value, dict):
        raise DepecheError(f"{path}: expected an object, found {type(value).__name__}")
    return value


def _check_labels(config: dict[str, Any], folder: Path, labels: tuple[str, ...], command: str) -> None:
    names = config.get("id2label") or {}
    found = tuple(names[key] for key in sorted(names, key=int))
    if found != labels:
        raise DepecheError(
            f"{folder}: its labels are {', '.join(found) or 'unknown'}; expected {', '.join(labels)}. "
            f"It is no checkpoint of this task; train one with: {command}"
        )
