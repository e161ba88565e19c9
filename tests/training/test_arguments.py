from __future__ import annotations

from pathlib import Path

import pytest

from depeche.config import load_finetune_config
from depeche.errors import DepecheError
from depeche.training.arguments import build_arguments

CONFIGS = Path(__file__).parents[2] / "configs"


@pytest.mark.parametrize("path", sorted(CONFIGS.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_run_builds_its_arguments(path: Path) -> None:
    config = load_finetune_config(path)
    arguments = build_arguments(config, sentences=10_000)
    assert arguments.per_device_train_batch_size == config.training.batch_size
    assert arguments.learning_rate == config.training.learning_rate
    assert arguments.max_steps <= (config.training.max_steps or 10**9)
    assert arguments.eval_steps <= arguments.max_steps


def test_the_default_run_keeps_its_time_on_five_times_the_corpus() -> None:
    config = load_finetune_config(CONFIGS / "compact.yaml")
    assert build_arguments(config, 30_000).max_steps == build_arguments(config, 300_000).max_steps == 2500


def test_a_batch_that_processes_cannot_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORLD_SIZE", "3")
    with pytest.raises(DepecheError, match="choose a multiple"):
        build_arguments(load_finetune_config(CONFIGS / "compact.yaml"), 1000)
