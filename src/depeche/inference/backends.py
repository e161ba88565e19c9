"""What computes logits: ONNX Runtime (needs no torch) or torch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from depeche.errors import DepecheError
from depeche.inference.checkpoint import ONNX_FILES, Checkpoint
from depeche.inference.cores import available_cores
from depeche.labels import LABELS
from depeche.quiet import quiet_loading

if TYPE_CHECKING:
    from numpy.typing import NDArray


#: What :func:`open_backend` opens.
BACKENDS = ("auto", "onnx", "onnx-fp32", "torch")

#: Its kernel works on one number at a time: apart, addition and norm take a third of the time.
_SLOW_FUSIONS = ("SkipLayerNormFusion",)


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
        backend: ``onnx`` (``model.onnx``, which is in 8 bits, else ``model.fp32.onnx``), ``onnx-fp32``,
            ``torch``, or ``auto``: ``onnx`` where the folder holds such a file, else torch.
        threads: threads of one matrix product; by default the cores this process may use.

    Raises:
        DepecheError: the folder has no weights for this backend, they are broken, or torch is missing.
    """
    if backend not in BACKENDS:
        raise DepecheError(f"unknown backend '{backend}': expected {', '.join(BACKENDS)}")
    wanted = ("fp32",) if backend == "onnx-fp32" else tuple(ONNX_FILES)
    found = [precision for precision in checkpoint.onnx if precision in wanted]
    if backend.startswith("onnx") and not found:
        raise DepecheError(
            f"{checkpoint.folder}: no {ONNX_FILES[wanted[0]]}; "
            f"write it with: depeche export {checkpoint.folder}"
        )
    if backend == "torch" and not checkpoint.torch:
        raise DepecheError(f"{checkpoint.folder}: no safetensors weights for the torch backend")
    threads = threads or available_cores()
    if backend != "torch" and found:
        return OnnxBackend(checkpoint.folder / ONNX_FILES[found[0]], threads)
    return TorchBackend(checkpoint.folder, threads)


class OnnxBackend:
    """ONNX Runtime on the CPU.

    Args:
        path: the file.
        threads: of one matrix product.
        arena: keep the memory of the largest batch for the next one. Batches are bounded in pieces, so this
            is some tens of megabytes; without it every layer waits for fresh pages.
        spinning: threads wait for work awake, which is faster, and takes the cores from others.
        outputs: how many numbers the model must give for a sentence, or for a piece.

    Raises:
        DepecheError: the file is broken or is no classifier of this task.
    """

    def __init__(
        self,
        path: Path,
        threads: int,
        *,
        outputs: int = len(LABELS),
        arena: bool = True,
        spinning: bool = True,
    ) -> None:
        import onnxruntime

        self.name = "onnx-fp32" if path.name == ONNX_FILES["fp32"] else "onnx"
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.enable_cpu_mem_arena = arena
        options.add_session_config_entry("session.intra_op.allow_spinning", str(int(spinning)))
        try:
            self._session = onnxruntime.InferenceSession(
                str(path),
                options,
                providers=["CPUExecutionProvider"],
                disabled_optimizers=list(_SLOW_FUSIONS),
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
                f"{folder}: without {ONNX_FILES['int8']} it needs torch: pip install 'depeche[train]'"
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
