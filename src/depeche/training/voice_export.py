"""ONNX export of a tagger of pieces, checked against torch before it is left in the folder."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from depeche.encoding import ModelInput
from depeche.errors import DepecheError
from depeche.export import quantise
from depeche.inference.backends import OnnxBackend, available_cores
from depeche.inference.batching import compute_piece_logits
from depeche.inference.checkpoint import ONNX_FILE
from depeche.voices.tags import TAGS

if TYPE_CHECKING:
    from numpy.typing import NDArray


OPSET = 17
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
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        plain = Path(scratch) / "fp32.onnx"
        path = Path(scratch) / "int8.onnx"
        _write_graph(model, inputs[0].ids, plain)
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
        path.replace(folder / ONNX_FILE)
    return agreement


def _write_graph(model: Any, ids: tuple[int, ...], path: Path) -> None:
    """Trace a model for token classification: ``logits`` of shape (n, length, tags) of ids and mask."""
    import torch

    class Logits(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            return self.model(input_ids=input_ids, attention_mask=attention_mask).logits

    # Two rows, one of them padded: a trace of one row would fix what depends on the mask.
    batch = torch.tensor([ids, ids])
    mask = torch.ones_like(batch)
    mask[1, -1] = 0
    names = ("input_ids", "attention_mask", "logits")
    with torch.no_grad(), warnings.catch_warnings():
        # What a trace may miss is found by the comparison with torch, not by its warnings.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            # The exporter restores the training mode of what it is given: a wrapper in training mode
            # would leave the model's dropout on.
            Logits().eval(),
            (batch, mask),
            str(path),
            input_names=list(names[:2]),
            output_names=list(names[2:]),
            dynamic_axes={name: {0: "n", 1: "length"} for name in names},
            opset_version=OPSET,
            dynamo=False,
        )
