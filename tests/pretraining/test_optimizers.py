from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depeche.pretraining.optimizers import build_optimizers, learning_rate_factor

FAMILIES = ("camembert", "deberta", "modernbert")
IN_A_LAYER = re.compile(r"^(roberta\.encoder\.layer|deberta\.encoder\.layer|model\.layers)\.\d+\.")


def groups_by_name(model: Any, settings: SimpleNamespace) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """For each parameter, the optimisers and groups that hold it."""
    names = {id(parameter): name for name, parameter in model.named_parameters()}
    places: dict[str, list[tuple[str, dict[str, Any]]]] = {name: [] for name in names.values()}
    for optimizer in build_optimizers(model, settings):
        for group in optimizer.param_groups:
            for parameter in group["params"]:
                places[names[id(parameter)]].append((type(optimizer).__name__, group))
    return places


@pytest.mark.parametrize("optimizer", ["muon", "adamw"])
@pytest.mark.parametrize("family", FAMILIES)
def test_each_parameter_has_its_place(
    family: str,
    optimizer: str,
    tiny_encoders: dict[str, Path],
    optimization: Callable[..., SimpleNamespace],
) -> None:
    from transformers import AutoModelForMaskedLM

    model = AutoModelForMaskedLM.from_pretrained(tiny_encoders[family])
    places = groups_by_name(model, optimization(optimizer))
    shapes = {name: parameter.ndim for name, parameter in model.named_parameters()}
    assert {name for name, found in places.items() if len(found) != 1} == set()
    matrices = {name for name, ndim in shapes.items() if ndim == 2 and IN_A_LAYER.match(name)}
    assert len(matrices) == {"camembert": 12, "deberta": 12, "modernbert": 8}[family]  # of two layers
    for name, [(kind, group)] in places.items():
        assert kind == ("Muon" if optimizer == "muon" and name in matrices else "AdamW"), name
        assert group["weight_decay"] == (0.0 if shapes[name] < 2 else 0.01), name
        assert group["lr"] == group["peak"] == (0.004 if name in matrices else 0.0015), name


def test_without_warmup_the_rate_starts_at_its_peak() -> None:
    assert [learning_rate_factor(share, 0.0) for share in (0.0, 0.25, 1.0)] == [1.0, 0.75, 0.0]


def test_the_rate_rises_and_falls_linearly() -> None:
    shares = (0.0, 0.05, 0.1, 0.55, 1.0, 1.1)
    assert [learning_rate_factor(share, 0.1) for share in shares] == pytest.approx([0, 0.5, 1, 0.5, 0, 0])


@given(st.floats(0, 1), st.floats(0, 0.99))
def test_the_rate_stays_below_its_peak(share: float, warmup: float) -> None:
    assert 0.0 <= learning_rate_factor(share, warmup) <= 1.0
