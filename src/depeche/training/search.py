"""Hyper-parameter search around :func:`depeche.training.finetune.train`, with optuna's TPE sampler."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from depeche.config import load_finetune_config
from depeche.errors import DepecheError
from depeche.files import replacing

if TYPE_CHECKING:
    import optuna

    from depeche.config.search import Dimension, SearchConfig

STUDY_FILE, BEST_FILE = "study.log", "best.yaml"


def search(config: SearchConfig) -> optuna.Study:
    """Run the trials that are still missing, and write the best one as a configuration.

    ``study.log`` keeps every trial, so that a search goes on where it was stopped; a trial that was cut off
    is not counted. Of the checkpoints only the best one is kept. ``best.yaml`` extends the base and holds
    what the best trial changed.

    Raises:
        DepecheError: the base or the space does not make a run, or a run fails.
    """
    import optuna
    from optuna.storages import JournalStorage
    from optuna.storages.journal import JournalFileBackend

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    folder = Path(config.output_dir)
    folder.mkdir(parents=True, exist_ok=True)
    _check(config)
    study = optuna.create_study(
        study_name=config.name,
        storage=JournalStorage(JournalFileBackend(str(folder / STUDY_FILE))),
        direction="maximize",
        load_if_exists=True,
    )
    done = sum(trial.state == optuna.trial.TrialState.COMPLETE for trial in study.get_trials(deepcopy=False))
    # A sampler with the seed of an earlier session would draw that session's first trials again.
    study.sampler = optuna.samplers.TPESampler(seed=config.seed + len(study.trials))

    def objective(trial: optuna.Trial) -> float:
        from depeche.training.finetune import train

        values = {key: _suggest(trial, key, dimension) for key, dimension in config.space.items()}
        run = folder / f"trial-{trial.number}"
        result = train(load_finetune_config(config.base, [*_overrides(values), f"output_dir={run}"]))
        shown = ", ".join(f"{key} {value}" for key, value in values.items())
        print(f"trial {trial.number}: validation macro-F1 {result.macro_f1:.4f}; {shown}", flush=True)
        return result.macro_f1

    def keep_the_best(study: optuna.Study, trial: optuna.trial.FrozenTrial) -> None:
        write_best(config, study.best_trial.params, study.best_value)
        for path in folder.glob("trial-*"):
            if path.name != f"trial-{study.best_trial.number}":
                shutil.rmtree(path)

    study.optimize(objective, n_trials=max(0, config.trials - done), callbacks=[keep_the_best])
    return study


def _check(config: SearchConfig) -> None:
    """Both ends of every dimension make a valid run, so that a wrong key fails before the first trial.

    Raises:
        DepecheError: they do not.
    """
    for key, dimension in config.space.items():
        for value in dimension.choices or (dimension.low, dimension.high):
            tried = int(value) if dimension.whole and isinstance(value, float) else value
            load_finetune_config(config.base, _overrides({key: tried}))


def _suggest(trial: optuna.Trial, key: str, dimension: Dimension) -> Any:
    if dimension.choices is not None:
        return trial.suggest_categorical(key, dimension.choices)
    if dimension.low is None or dimension.high is None:
        raise DepecheError(f"{key}: no range")  # the schema refuses it
    if dimension.whole:
        return trial.suggest_int(key, int(dimension.low), int(dimension.high), log=dimension.log)
    return trial.suggest_float(key, dimension.low, dimension.high, log=dimension.log)


def _overrides(values: Mapping[str, Any]) -> list[str]:
    return [f"{key}={_yaml(value)}" for key, value in values.items()]


def _yaml(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def write_best(config: SearchConfig, values: Mapping[str, Any], score: float) -> Path:
    """Write ``best.yaml`` into the search's folder; returns its path."""
    path = Path(config.output_dir) / BEST_FILE
    base = os.path.relpath(config.base, path.parent)
    lines: list[str] = [
        f"# The best trial of the search '{config.name}': validation macro-F1 {score:.4f}.",
        f"extends: {base}",
        "",
    ]
    sections: dict[str, list[str]] = {}
    for key, value in values.items():
        section, _, name = key.rpartition(".")
        sections.setdefault(section, []).append(f"{name}: {_yaml(value)}")
    for section, entries in sections.items():
        lines += [f"{section}:", *(f"  {entry}" for entry in entries)] if section else entries
    with replacing(path) as out:
        out.write("\n".join(lines) + "\n")
    return path
