"""A random checkpoint of the size of a published encoder, for measurements of speed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from depeche.inference.checkpoint import ONNX_FILES


def build_base(folder: Path, compact: Path, sizes: dict[str, int], vocabulary: int) -> None:
    """A random checkpoint, and its ONNX files, written by the code of `depeche export`.

    Without its comparison with torch: a random head hardly prefers a label, and only the speed counts here.
    """
    import torch
    from transformers import AutoModelForSequenceClassification, CamembertConfig
    from transformers.utils import logging

    from depeche.export.graph import write_graph
    from depeche.export.quantization import quantise

    logging.disable_progress_bar()
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(compact / name, folder)
    stored = json.loads((compact / "config.json").read_text(encoding="utf-8"))
    settings = {**stored, **sizes, "vocab_size": vocabulary}
    torch.manual_seed(1)
    model = AutoModelForSequenceClassification.from_config(CamembertConfig(**settings))
    model.save_pretrained(folder)
    write_graph(model, (0, 7, 8, 9, 2), folder / ONNX_FILES["fp32"])
    quantise(folder / ONNX_FILES["fp32"], folder / ONNX_FILES["int8"])
