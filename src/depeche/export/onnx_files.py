"""Writing the ONNX files of a checkpoint, in fp32 and in 8 bits: each is kept if it says what torch says."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from depeche.encoding import ModelInput, SentenceEncoder
from depeche.errors import DepecheError
from depeche.export.check import ExportCheck, compare
from depeche.inference.backends import OnnxBackend, TorchBackend
from depeche.inference.batching import compute_logits, softmax
from depeche.inference.checkpoint import ONNX_FILES, open_checkpoint
from depeche.inference.cores import available_cores
from depeche.labels import LABEL_IDS

if TYPE_CHECKING:
    from depeche.articles import Article

#: Both files, the exact one first.
PRECISIONS = ("fp32", "int8")


def export_onnx(
    folder: str | Path,
    articles: Sequence[Article],
    *,
    precisions: Sequence[str] = PRECISIONS,
    report: Callable[[ExportCheck], None] = lambda check: None,
) -> list[ExportCheck]:
    """Write ONNX files into a checkpoint folder, if they say what torch says.

    Args:
        folder: a checkpoint with safetensors weights.
        articles: with at least one sentence that is no boilerplate, to compare on, each in the context that
            the checkpoint reads; labels, where there are any, are scored.
        precisions: ``fp32`` (``model.fp32.onnx``) and ``int8`` (``model.onnx``, the one that taggers open).
        report: called with each file that is kept.

    Returns:
        One comparison a file.

    Raises:
        DepecheError: no weights for torch, nothing to compare on, or a file differs too much from torch:
            that file, and an older one of its name, are removed; those before it stay.
    """
    checkpoint = open_checkpoint(folder)
    if not checkpoint.torch:
        raise DepecheError(f"{checkpoint.folder}: no safetensors weights to export")
    inputs, gold = _inputs(SentenceEncoder.from_folder(checkpoint.folder, checkpoint.encoding), articles)
    if not inputs:
        raise DepecheError("the data holds no sentence to compare on")
    torch_backend = TorchBackend(checkpoint.folder, available_cores())
    expected = softmax(compute_logits(inputs, torch_backend, checkpoint.pad_id), checkpoint.temperature)

    from depeche.export.graph import write_graph
    from depeche.export.quantization import quantise

    checks = []
    with tempfile.TemporaryDirectory(dir=checkpoint.folder) as scratch:
        files = {precision: Path(scratch) / f"{precision}.onnx" for precision in PRECISIONS}
        write_graph(torch_backend.model, inputs[0].ids, files["fp32"])
        if "int8" in precisions:
            quantise(files["fp32"], files["int8"])
        for precision in precisions:
            path, target = files[precision], checkpoint.folder / ONNX_FILES[precision]
            found = softmax(
                compute_logits(inputs, OnnxBackend(path, available_cores()), checkpoint.pad_id),
                checkpoint.temperature,
            )
            megabytes = path.stat().st_size / 1e6
            check = compare(expected, found, gold, precision=precision, megabytes=megabytes)
            if check.problems():
                target.unlink(missing_ok=True)
                raise DepecheError(
                    f"{target}: not kept, it differs too much from torch on {check.sentences} sentences: "
                    + ", ".join(check.problems())
                )
            path.replace(target)
            checks.append(check)
            report(check)
    return checks


def _inputs(
    encoder: SentenceEncoder, articles: Sequence[Article]
) -> tuple[list[ModelInput], np.ndarray[tuple[int], np.dtype[np.int64]]]:
    inputs: list[ModelInput] = []
    gold: list[int] = []
    for article in articles:
        speaking = article.speaking()
        inputs += encoder.encode_article([s.text for s in speaking], article.headline)
        gold += [LABEL_IDS[s.label] if s.label else -1 for s in speaking]
    return inputs, np.asarray(gold, dtype=np.int64)
