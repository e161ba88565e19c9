from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from depeche.config import FinetuneConfig, load_finetune_config, load_search_config
from depeche.errors import DepecheError
from depeche.training.search import search

Build = Callable[..., FinetuneConfig]
CONFIGS = Path(__file__).parents[2] / "configs"


@pytest.fixture
def search_file(tmp_path: Path, tiny_run: Build) -> Path:
    base = tmp_path / "base.yaml"
    run = tiny_run("training.epochs=1", name="unused")
    base.write_text(
        f"extends: {CONFIGS / 'smoke.yaml'}\n"
        f"model: {{name_or_path: {run.model.name_or_path}}}\n"
        f"data: {{paths: [{run.data.paths[0]}], max_train_sentences: 32}}\n"
        "training: {epochs: 1, max_steps: 4, precision: fp32, threads: 1}\n",
        encoding="utf-8",
    )
    path = tmp_path / "find.yaml"
    path.write_text(
        f"base: {base}\noutput_dir: {tmp_path / 'search'}\ntrials: 2\n"
        "space:\n"
        "  training.learning_rate: {low: 1e-4, high: 1e-2, log: true}\n"
        "  training.batch_size: {low: 8, high: 16, whole: true}\n"
        "  encoding.headline: {choices: [true, false]}\n",
        encoding="utf-8",
    )
    return path


def test_a_search_goes_on_and_its_best_trial_is_a_configuration(search_file: Path, tmp_path: Path) -> None:
    first = [trial.params for trial in search(load_search_config(search_file)).trials]
    assert len(first) == 2
    second = search(load_search_config(search_file, ["trials=3"]))
    assert len(second.trials) == 3
    assert [trial.params for trial in second.trials[:2]] == first
    assert second.trials[2].params not in first
    assert len(search(load_search_config(search_file, ["trials=3"])).trials) == 3  # nothing left to do
    best = load_finetune_config(tmp_path / "search" / "best.yaml")
    params = second.best_trial.params
    assert best.training.learning_rate == pytest.approx(params["training.learning_rate"])
    assert best.training.batch_size == params["training.batch_size"]
    assert best.encoding.headline == params["encoding.headline"]
    kept = [path.name for path in (tmp_path / "search").glob("trial-*")]
    assert kept == [f"trial-{second.best_trial.number}"]


@pytest.mark.parametrize(
    ("override", "says"),
    [
        ("space={training.learning_rat: {low: 1, high: 2}}", "did you mean 'learning_rate'"),
        ("space={training.learning_rate: {low: 2, high: 1}}", "low below high"),
        ("space={training.learning_rate: {low: 0, high: 1, log: true}}", "low above 0"),
        ("space={training.epochs: {low: 1, high: 2, choices: [1]}}", "either low and high, or choices"),
        ("space={output_dir: {choices: [a]}}", "output_dir cannot be searched"),
        ("space={training.warmup: {low: 0.5, high: 3}}", "training.warmup"),
    ],
)
def test_a_space_that_makes_no_run_is_refused_before_the_first_trial(
    search_file: Path, override: str, says: str
) -> None:
    with pytest.raises(DepecheError) as caught:
        search(load_search_config(search_file, [override]))
    assert says in str(caught.value)


@pytest.mark.parametrize("path", sorted((CONFIGS / "search").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_search_loads(path: Path) -> None:
    config = load_search_config(path)
    for key in config.space:
        assert key.count(".") == 1
