"""What computes logits: ONNX Runtime (needs no torch) or torch."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from depeche.errors import DepecheError
from depeche.inference.checkpoint import ONNX_FILE, Checkpoint
from depeche.labels import LABELS
from depeche.quiet import quiet_loading

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Backend(Protocol):
    """Computes the logits of one padded batch."""

    name: str

    def logits(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        """Logits of shape (n, 3), or (n, length, tags), of ids and attention mask of shape (n, length)."""
        ...


def open_backend(checkpoint: Checkpoint, backend: str = "auto", threads: int | None = None) -> Backend:
    """Open the weights of a checkpoint.

    Args:
        checkpoint: the checked folder.
        backend: ``onnx``, ``torch``, or ``auto``: ONNX where the folder holds it, else torch.
        threads: threads of one matrix product; by default the cores this process may use.

    Raises:
        DepecheError: the folder has no weights for this backend, they are broken, or torch is missing.
    """
    if backend not in ("auto", "onnx", "torch"):
        raise DepecheError(f"unknown backend '{backend}': expected auto, onnx or torch")
    if backend == "onnx" and not checkpoint.onnx:
        raise DepecheError(
            f"{checkpoint.folder}: no {ONNX_FILE}; write it with: depeche export {checkpoint.folder}"
        )
    if backend == "torch" and not checkpoint.torch:
        raise DepecheError(f"{checkpoint.folder}: no safetensors weights for the torch backend")
    threads = threads or available_cores()
    if backend == "onnx" or (backend == "auto" and checkpoint.onnx):
        return OnnxBackend(checkpoint.folder / ONNX_FILE, threads)
    return TorchBackend(checkpoint.folder, threads)


def available_cores() -> int:
    """Number of cores that this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class OnnxBackend:
    """ONNX Runtime on the CPU.

    Args:
        path: the file.
        threads: threads of one matrix product.
        outputs: how many numbers the model must give for a sentence, or for a piece.

    Raises:
        DepecheError: the file is broken or is no classifier of this task.
    """

    name = "onnx"

    def __init__(self, path: Path, threads: int, outputs: int = len(LABELS)) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # The arena keeps the largest batch it ever saw; inputs here come in all sizes.
        options.enable_cpu_mem_arena = False
        try:
            self._session = onnxruntime.InferenceSession(
                str(path), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime raises classes of its own C extension
            raise DepecheError(f"{path}: broken or truncated: {str(error).splitlines()[0]}") from None
        if self._session.get_outputs()[0].shape[-1] != outputs:
            raise DepecheError(f"{path}: its output has not {outputs} columns, one a label")
        self._inputs = {value.name for value in self._session.get_inputs()}

    def logits(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        """See :class:`Backend`."""
        feed = {"input_ids": ids, "attention_mask": mask}
        (output,) = self._session.run(None, {name: feed[name] for name in self._inputs})
        return np.asarray(output, dtype=np.float32)


class TorchBackend:
    """transformers on torch, on a GPU where there is one.

    Raises:
        DepecheError: torch is not installed, or the weights are broken or of another architecture.
    """

    name = "torch"

    def __init__(self, folder: Path, threads: int) -> None:
        try:
            import torch
            from transformers import AutoModelForSequenceClassification
        except ImportError:
            raise DepecheError(
                f"{folder}: without {ONNX_FILE} it needs torch: pip install 'depeche[train]'"
            ) from None
        quiet_loading()
        self._torch: Any = torch
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        if self._device.type == "cpu":
            torch.set_num_threads(threads)
        try:
            # The stored dtype would run a half-precision checkpoint in fp16 on the CPU, five times slower.
            model, info = AutoModelForSequenceClassification.from_pretrained(
                folder,
                dtype=torch.float32,
                use_safetensors=True,
                local_files_only=True,
                trust_remote_code=False,
                output_loading_info=True,
            )
        except Exception as error:  # safetensors, transformers and the OS each raise their own
            reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise DepecheError(f"{folder}: the weights cannot be opened: {reason}") from None
        if info["missing_keys"]:
            raise DepecheError(
                f"{folder}: not a fine-tuned classifier: {len(info['missing_keys'])} weights are missing "
                f"({sorted(info['missing_keys'])[0]}, …); train it with: depeche train"
            )
        self.model = model.to(self._device).eval()

    def logits(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        """See :class:`Backend`."""
        torch = self._torch
        with torch.inference_mode():
            output = self.model(
                input_ids=torch.from_numpy(ids).to(self._device),
                attention_mask=torch.from_numpy(mask).to(self._device),
            )
        logits: NDArray[np.float32] = output.logits.float().cpu().numpy()
        return logits
