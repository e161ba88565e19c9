"""Two processes on one machine give one checkpoint, and the score of one process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import yaml

from depeche.config import FinetuneConfig
from depeche.training.finetune import train

ROOT = Path(__file__).parents[2]
ACCELERATE = sorted((ROOT / "configs" / "accelerate").glob("*.yaml"))
TORCHRUN = ("-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2")
LAUNCH = (
    "-m",
    "accelerate.commands.launch",
    "--config_file",
    str(ROOT / "configs" / "accelerate" / "cpu-2.yaml"),
)


def write(config: FinetuneConfig, path: Path) -> Path:
    path.write_text(yaml.safe_dump(config.model_dump(mode="json")), encoding="utf-8")
    return path


def start(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        [sys.executable, *map(str, command)],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("launcher", [TORCHRUN, LAUNCH], ids=["torchrun", "accelerate"])
def test_two_processes_give_the_checkpoint_of_one(
    tiny_run: Callable[..., FinetuneConfig], tmp_path: Path, launcher: tuple[str, ...]
) -> None:
    alone = train(tiny_run("training.epochs=8", name="alone"))
    config = tiny_run("training.epochs=8", name="together")
    path = write(config, tmp_path / "together.yaml")
    said = start(*launcher, ROOT / "train.py", "--config", path, cwd=tmp_path)
    folder = Path(config.output_dir)
    record = json.loads((folder / "depeche.json").read_text(encoding="utf-8"))
    assert record["training"]["steps"] == alone.steps
    assert record["training"]["validation_macro_f1"] == pytest.approx(alone.macro_f1, abs=0.01)
    assert (folder / "metrics.json").exists() and (folder / "README.md").exists()
    assert said.count("model card:") == 1


@pytest.mark.slow
def test_evaluation_gathers_every_sentence_once_whatever_remains_of_the_last_batch(
    tiny_run: Callable[..., FinetuneConfig], tmp_path: Path
) -> None:
    config = tiny_run("training.eval_batch_size=8")
    path = write(config, tmp_path / "run.yaml")
    script = Path(__file__).with_name("gathered_logits.py")
    # Two processes of 8: one sentence, short and full batches, one and several over, an odd number of them.
    sizes = "1,2,7,8,9,15,16,17,24,33,52"
    start(script, path, sizes, tmp_path / "one.json", cwd=tmp_path)
    start(*LAUNCH, script, path, sizes, tmp_path / "two.json", cwd=tmp_path)
    one, two = (json.loads((tmp_path / f"{n}.json").read_text("utf-8")) for n in ("one", "two"))
    for size in sizes.split(","):
        assert (one[size]["processes"], two[size]["processes"]) == (1, 2)
        assert len(two[size]["logits"]) == int(size)
        assert two[size]["labels"] == two[size]["gold"] == one[size]["gold"]
        np.testing.assert_allclose(two[size]["logits"], one[size]["logits"], atol=1e-5)
        assert two[size]["macro_f1"] == pytest.approx(one[size]["macro_f1"])


@pytest.mark.parametrize("path", ACCELERATE, ids=lambda path: path.stem)
def test_accelerate_reads_the_shipped_files(path: Path) -> None:
    from accelerate.commands.config.config_args import ClusterConfig, load_config_from_file

    config = load_config_from_file(str(path))
    assert isinstance(config, ClusterConfig)
    assert config.num_processes % config.num_machines == 0
    assert config.mixed_precision == "no"  # else it would overrule training.precision
