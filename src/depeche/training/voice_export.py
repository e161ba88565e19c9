"""ONNX export of a tagger of pieces, checked against torch before it is left in the folder."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from depeche.encoding import ModelInput
from depeche.errors import DepecheError
from depeche.inference.backends import OnnxBackend
from depeche.inference.batching import compute_piece_logits
from depeche.inference.checkpoint import ONNX_FILES
from depeche.inference.cores import available_cores
from depeche.voices.tags import TAGS

if TYPE_CHECKING:
    from numpy.typing import NDArray


#: The file must give at least this share of torch's tags.
TAG_AGREEMENT = 0.985


class OpenModel:
    """The backend of a model of transformers that is already open."""

    name = "torch"

    def __init__(self, model: Any) -> None:
        self._model = model.eval()

    def logits(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        """See :class:`depeche.inference.backends.Backend`."""
        import torch

        with torch.inference_mode():
            output = self._model(input_ids=torch.from_numpy(ids), attention_mask=torch.from_numpy(mask))
        logits: NDArray[np.float32] = output.logits.float().numpy()
        return logits


def export_tags(model: Any, folder: Path, inputs: Sequence[ModelInput], pad_id: int) -> float:
    """Write ``model.onnx`` in 8 bits into a folder, if it gives nearly all pieces the tags that torch gives.

    Args:
        model: an open model for token classification.
        folder: where to write.
        inputs: sentences to compare on, at least one.
        pad_id: piece id that fills short inputs.

    Returns:
        The share of equal tags.

    Raises:
        DepecheError: fewer than ``TAG_AGREEMENT`` are equal; nothing is left behind.
    """
    from depeche.export.graph import write_graph
    from depeche.export.quantization import quantise

    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        plain = Path(scratch) / "fp32.onnx"
        path = Path(scratch) / "int8.onnx"
        write_graph(model, inputs[0].ids, plain, per_piece=True)
        quantise(plain, path)
        backends = OpenModel(model), OnnxBackend(path, available_cores(), outputs=len(TAGS))
        expected, found = (
            np.concatenate([rows.argmax(-1) for rows in compute_piece_logits(inputs, backend, pad_id)])
            for backend in backends
        )
        agreement = float((expected == found).mean())
        if agreement < TAG_AGREEMENT:
            raise DepecheError(
                f"{folder}: the ONNX file gives {agreement:.1%} of torch's tags "
                f"({TAG_AGREEMENT:.1%} wanted): it was not kept"
            )
        path.replace(folder / ONNX_FILES["int8"])
    return agreement
