from __future__ import annotations

from pathlib import Path

import pytest
import torch


@pytest.mark.parametrize("family", ["camembert", "deberta", "modernbert"])
def test_places_never_trained_become_copies(tiny_encoders: dict[str, Path], family: str) -> None:
    from transformers import AutoModelForMaskedLM

    from depeche.pretraining.positions import repeat_positions

    model = AutoModelForMaskedLM.from_pretrained(tiny_encoders[family])
    before = {name: value.clone() for name, value in model.state_dict().items()}
    repeat_positions(model, 48)
    changed = [name for name, value in model.state_dict().items() if not torch.equal(value, before[name])]
    if family == "camembert":
        (name,) = changed
        rows = model.state_dict()[name][2:]  # two of the RoBERTa family's positions are never used
        assert torch.equal(rows[:48], before[name][2:50])
        assert torch.equal(rows[48:96], rows[:48]) and torch.equal(rows[96:], rows[:32])
    else:
        assert changed == [] or "position_embeddings" in changed[0]
