"""Two processes on one machine give one checkpoint, and the score of one process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from depeche.config import FinetuneConfig
from depeche.training.finetune import train

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_two_processes_give_the_checkpoint_of_one(
    tiny_run: Callable[..., FinetuneConfig], tmp_path: Path
) -> None:
    alone = train(tiny_run("training.epochs=8", name="alone"))
    config = tiny_run("training.epochs=8", name="together")
    path = tmp_path / "together.yaml"
    path.write_text(yaml.safe_dump(config.model_dump(mode="json")), encoding="utf-8")
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    done = subprocess.run(
        [*command, str(ROOT / "train.py"), "--config", str(path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    assert done.returncode == 0, done.stderr[-3000:]
    folder = Path(config.output_dir)
    record = json.loads((folder / "depeche.json").read_text(encoding="utf-8"))
    assert record["training"]["steps"] == alone.steps
    assert record["training"]["validation_macro_f1"] == pytest.approx(alone.macro_f1, abs=0.01)
    assert (folder / "metrics.json").exists() and (folder / "README.md").exists()
    assert done.stdout.count("model card:") == 1
