from __future__ import annotations

from pathlib import Path

import pytest

from depeche.pretraining.masked_loss import masked_loss


@pytest.mark.parametrize("family", ["camembert", "deberta", "modernbert"])
def test_loss_accuracy_and_gradients_are_those_of_the_full_forward(
    family: str, tiny_encoders: dict[str, Path]
) -> None:
    import torch
    from transformers import AutoModelForMaskedLM

    model = AutoModelForMaskedLM.from_pretrained(tiny_encoders[family]).eval()
    torch.manual_seed(0)
    originals = torch.randint(5, 400, (4, 24))
    chosen = torch.rand(originals.shape) < 0.25
    inputs = originals.masked_fill(chosen, 4)
    with torch.no_grad():  # so that about half of the predictions are right
        predicted = model(input_ids=inputs).logits.argmax(-1)
    originals = predicted.where(torch.rand(originals.shape) < 0.5, originals)

    full = model(input_ids=inputs, labels=originals.where(chosen, -100))
    full.loss.backward()
    gradients = {name: parameter.grad.clone() for name, parameter in model.named_parameters()}
    model.zero_grad()
    loss, accuracy = masked_loss(model, inputs, originals, chosen)
    loss.backward()

    assert loss.item() == pytest.approx(full.loss.item(), rel=1e-5)
    hits = (full.logits.argmax(-1) == originals)[chosen]
    assert accuracy.item() == pytest.approx(hits.float().mean().item())
    assert 0.2 < accuracy.item() < 0.8
    for name, parameter in model.named_parameters():
        assert torch.allclose(parameter.grad, gradients[name], atol=1e-6), name
