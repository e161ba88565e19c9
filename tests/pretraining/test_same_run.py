from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from depeche.config import PretrainConfig
from depeche.errors import DepecheError
from depeche.pretraining.same_run import check_same_run


def begin(settings: PretrainConfig, folder: Path) -> None:
    check_same_run(settings, folder)
    (folder / "general.uint16").touch()


def test_a_run_goes_on_with_its_settings_in_either_form(
    tiny_settings: Callable[..., PretrainConfig], tmp_path: Path
) -> None:
    settings = tiny_settings()
    begin(settings, tmp_path)
    check_same_run(settings, tmp_path)
    resolved = json.loads(settings.model_dump_json(), object_hook=lambda d: SimpleNamespace(**d))
    check_same_run(resolved, tmp_path)
    check_same_run(tiny_settings("run.threads=2", "run.log_every_steps=1", "name=other"), tmp_path)


def test_other_settings_are_refused(tiny_settings: Callable[..., PretrainConfig], tmp_path: Path) -> None:
    begin(tiny_settings(), tmp_path)
    other = tiny_settings("seed=2", "encoder.hidden_size=64", "schedule.budget_tokens=1")
    with pytest.raises(
        DepecheError, match=r"encoder\.hidden_size, schedule\.budget_tokens, seed.*output_dir"
    ):
        check_same_run(other, tmp_path)


def test_before_anything_is_made_settings_may_change(
    tiny_settings: Callable[..., PretrainConfig], tmp_path: Path
) -> None:
    check_same_run(tiny_settings(), tmp_path)
    begin(tiny_settings("seed=2"), tmp_path)
    with pytest.raises(DepecheError, match="another seed"):
        check_same_run(tiny_settings(), tmp_path)
