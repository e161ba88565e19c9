"""What is done to an opened encoder."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch

from depeche.config import FinetuneConfig
from depeche.training.model import open_encoder, shift_classes


@pytest.mark.parametrize("family", ["camembert", "deberta", "modernbert"])
def test_shifts_move_the_logits_of_every_sentence(
    family: str, tiny_run: Callable[..., FinetuneConfig]
) -> None:
    model, tokenizer = open_encoder(tiny_run(family=family))
    model.eval()
    inputs = tokenizer(["Le pont est fermé.", "Quelle honte !"], return_tensors="pt", padding=True)
    with torch.no_grad():
        before = model(**inputs).logits
        shift_classes(model, (-0.5, 0.25, 0.25))
        after = model(**inputs).logits
    assert torch.allclose(after - before, torch.tensor([-0.5, 0.25, 0.25]).expand(2, 3), atol=1e-5)
