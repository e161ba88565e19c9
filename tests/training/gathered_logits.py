"""Started in several processes by test_distributed: what evaluation gathers, for sets of many sizes."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import torch

from depeche.config import load_finetune_config
from depeche.training.finetune import encoding_settings, load_datasets
from depeche.training.hardware import is_main_process, process_count
from depeche.training.model import longest_input, open_encoder
from depeche.training.trainer import build_trainer


def main(config_file: str, sizes: list[int], out: Path) -> None:
    config = load_finetune_config(config_file, [])
    torch.manual_seed(1)
    model, tokenizer = open_encoder(config)
    encoding = encoding_settings(config, longest_input(model, tokenizer))
    found = {}
    for size in sizes:
        training, validation = load_datasets(config, tokenizer, encoding)
        validation.limit(size)
        trainer = build_trainer(config, model, tokenizer.pad_token_id, training, validation)
        prediction = trainer.predict(validation)
        found[size] = {
            "logits": np.asarray(prediction.predictions).tolist(),
            "labels": np.asarray(prediction.label_ids).tolist(),
            "gold": validation.labels,
            "macro_f1": prediction.metrics["test_macro_f1"],
            "processes": process_count(),
        }
    if is_main_process():
        out.write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], [int(size) for size in sys.argv[2].split(",")], Path(sys.argv[3]))
