"""ONNX export of a checkpoint: dynamic int8, checked against torch before it is left in the folder."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from depeche.encoding import ModelInput, SentenceEncoder
from depeche.errors import DepecheError
from depeche.inference.backends import OnnxBackend, TorchBackend, available_cores
from depeche.inference.batching import compute_logits, softmax
from depeche.inference.checkpoint import ONNX_FILE, open_checkpoint

OPSET = 17

#: An int8 file must give at least this share of torch's labels …
LABEL_AGREEMENT = 0.985
#: … and never another label where torch prefers its own by more than this.
CLEAR_MARGIN = 0.2


@dataclass(frozen=True, slots=True)
class ExportCheck:
    """How the exported file compares with torch on the same sentences.

    Attributes:
        sentences: how many were compared.
        agreement: share of equal labels.
        largest_difference: of a probability.
        clear_flips: labels that differ where torch's margin exceeds ``CLEAR_MARGIN``.
        megabytes: size of the file, in 10⁶ bytes.
    """

    sentences: int
    agreement: float
    largest_difference: float
    clear_flips: int
    megabytes: float


def export_onnx(folder: str | Path, sentences: Sequence[str], *, int8: bool = True) -> ExportCheck:
    """Write ``model.onnx`` into a checkpoint folder, if it says what torch says.

    Args:
        folder: a checkpoint with safetensors weights.
        sentences: at least one, to compare on.
        int8: quantise the weights, embeddings too, to 8 bits (dynamic, one scale a channel).

    Raises:
        DepecheError: the exported model differs too much from torch; nothing is left behind.
    """
    checkpoint = open_checkpoint(folder)
    torch_backend = TorchBackend(checkpoint.folder, available_cores())
    inputs = SentenceEncoder.from_folder(checkpoint.folder, checkpoint.encoding).encode_isolated(sentences)
    with tempfile.TemporaryDirectory(dir=checkpoint.folder) as scratch:
        path = Path(scratch) / "fp32.onnx"
        _export(torch_backend, inputs[0], path)
        if int8:
            path = quantise(path, Path(scratch) / "int8.onnx")
        expected = softmax(compute_logits(inputs, torch_backend, checkpoint.pad_id), checkpoint.temperature)
        onnx_backend = OnnxBackend(path, available_cores())
        found = softmax(compute_logits(inputs, onnx_backend, checkpoint.pad_id), checkpoint.temperature)
        check = _compare(expected, found, path.stat().st_size / 1e6)
        # On few sentences one near-tie would decide: it may go either way.
        allowed = max(1, int((1 - LABEL_AGREEMENT) * check.sentences)) if int8 else 0
        if round((1 - check.agreement) * check.sentences) > allowed or check.clear_flips:
            raise DepecheError(
                f"{checkpoint.folder}: the ONNX file gives {check.agreement:.1%} of torch's labels "
                f"({allowed} of {check.sentences} may differ) and {check.clear_flips} clear flips; "
                "it was not kept"
            )
        path.replace(checkpoint.folder / ONNX_FILE)
    return check


def _export(backend: TorchBackend, example: ModelInput, path: Path) -> None:
    import torch

    class Logits(torch.nn.Module):  # type: ignore[misc]
        def __init__(self, model: Any) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            return self.model(input_ids=input_ids, attention_mask=attention_mask).logits

    # The exporter restores the training mode of what it is given: a wrapper in training mode
    # would leave the model's dropout on.
    module = Logits(backend.model.cpu()).eval()
    ids = torch.tensor([example.ids, example.ids])
    with torch.no_grad():
        torch.onnx.export(
            module,
            (ids, torch.ones_like(ids)),
            str(path),
            input_names=["input_ids", "attention_mask"],
            output_names=["logits"],
            dynamic_axes={name: {0: "n", 1: "length"} for name in ("input_ids", "attention_mask")}
            | {"logits": {0: "n"}},
            opset_version=OPSET,
            dynamo=False,
        )


def quantise(source: Path, target: Path) -> Path:
    """Write an ONNX file with its weights in 8 bits, one scale a channel; returns ``target``."""
    import logging

    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    logging.getLogger().setLevel(logging.ERROR)  # it advises a pre-processing that changes nothing here
    # The head costs next to nothing and decides the label: it stays in full precision.
    head = [node.name for node in onnx.load(source).graph.node if "/classifier/" in node.name]
    quantize_dynamic(source, target, per_channel=True, weight_type=QuantType.QInt8, nodes_to_exclude=head)
    return target


def _compare(expected: np.ndarray, found: np.ndarray, megabytes: float) -> ExportCheck:
    same = expected.argmax(-1) == found.argmax(-1)
    ordered = np.sort(expected, axis=-1)
    margin = ordered[:, -1] - ordered[:, -2]
    return ExportCheck(
        sentences=len(expected),
        agreement=float(same.mean()),
        largest_difference=float(np.abs(expected - found).max()),
        clear_flips=int((~same & (margin > CLEAR_MARGIN)).sum()),
        megabytes=megabytes,
    )
