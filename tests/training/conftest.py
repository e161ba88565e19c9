from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from depeche.config import FinetuneConfig, load_finetune_config

CONFIGS = Path(__file__).parents[2] / "configs"


@pytest.fixture
def tiny_run(
    tmp_path: Path, corpus_folder: Path, tiny_encoders: dict[str, Path]
) -> Callable[..., FinetuneConfig]:
    """Builds the configuration of a run of seconds on a tiny encoder."""

    def build(*overrides: str, family: str = "camembert", name: str = "run") -> FinetuneConfig:
        return load_finetune_config(
            CONFIGS / "smoke.yaml",
            [
                f"output_dir={tmp_path / name}",
                f"model.name_or_path={tiny_encoders[family]}",
                f"data.paths=[{corpus_folder}]",
                "data.max_train_sentences=null",
                "encoding.max_length=64",
                "encoding.before=2",
                "encoding.after=1",
                "encoding.headline=true",
                "encoding.context_dropout=0.3",
                "training.piece_dropout=0.05",
                "training.max_steps=null",
                "training.epochs=3",
                "training.batch_size=16",
                "training.learning_rate=0.003",
                "training.precision=fp32",
                "training.threads=1",
                "training.early_stopping_patience=null",
                "evaluation.bootstrap_samples=100",
                *overrides,
            ],
        )

    return build
