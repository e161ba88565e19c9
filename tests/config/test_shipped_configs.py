from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from depeche.config import (
    FinetuneConfig,
    VoicesConfig,
    load_finetune_config,
    load_pretrain_config,
    load_voices_config,
)

CONFIGS = Path(__file__).parents[2] / "configs"
FINETUNE = sorted(CONFIGS.glob("*.yaml"))
PRETRAIN = sorted((CONFIGS / "pretrain").glob("*.yaml"))


def named(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("path", FINETUNE, ids=named)
def test_every_finetuning_file_loads_under_its_own_name(path: Path) -> None:
    config = load_finetune_config(path)
    assert config.output_dir == f"runs/{path.stem}"


@pytest.fixture
def _raw_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names = (
        "corpus-1.txt.xz corpus-0.txt.xz wikinews-fr.jsonl est-republicain.jsonl splits.json archive/a.txt "
        "authored-train.txt"
    )
    for name in names.split():
        path = Path("data/raw", name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


@pytest.mark.usefixtures("_raw_text")
@pytest.mark.parametrize("path", PRETRAIN, ids=named)
def test_every_pretraining_file_loads_once_its_text_is_there(path: Path) -> None:
    config = load_pretrain_config(path)
    expected = ["archive/a.txt"] if path.stem == "adapt-camembert" else ["corpus-0.txt.xz", "corpus-1.txt.xz"]
    assert config.corpus.general == [f"data/raw/{name}" for name in expected]


def test_the_default_file_writes_out_every_default() -> None:
    path = CONFIGS / "compact.yaml"
    assert load_finetune_config(path) == FinetuneConfig(name="compact")
    written = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert list(keys(written)) == list(keys(FinetuneConfig(name="compact").model_dump()))


def test_the_file_of_the_voices_writes_out_every_default() -> None:
    path = CONFIGS / "voices" / "compact-voices.yaml"
    default = VoicesConfig(name="compact-voices")
    assert load_voices_config(path) == default
    assert list(keys(yaml.safe_load(path.read_text(encoding="utf-8")))) == list(keys(default.model_dump()))


def keys(section: dict[str, Any], prefix: str = "") -> Iterator[str]:
    for key, value in section.items():
        yield prefix + key
        if isinstance(value, dict):
            yield from keys(value, f"{prefix}{key}.")


@pytest.mark.parametrize("path", [p for p in (*FINETUNE, *PRETRAIN) if p.stem != "compact"], ids=named)
def test_variants_hold_only_what_differs(path: Path) -> None:
    child = yaml.safe_load(path.read_text(encoding="utf-8"))
    base = yaml.safe_load((path.parent / child.pop("extends")).read_text(encoding="utf-8"))
    assert not repeated(child, base)


def repeated(child: dict[str, Any], base: dict[str, Any]) -> list[str]:
    same = [key for key in child if key in base and child[key] == base[key]]
    for key, value in child.items():
        if isinstance(value, dict) and isinstance(base.get(key), dict):
            same += [f"{key}.{inner}" for inner in repeated(value, base[key])]
    return same
