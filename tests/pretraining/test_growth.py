from __future__ import annotations

from pathlib import Path

import pytest

from depeche.errors import DepecheError
from depeche.pretraining.encoder import open_encoder
from depeche.pretraining.growth import grow_layers


@pytest.mark.parametrize("family", ["camembert", "deberta"])
def test_a_grown_encoder_has_more_layers_and_learns_through_the_new_ones(
    family: str, tiny_encoders: dict[str, Path]
) -> None:
    import torch

    model, _ = open_encoder(str(tiny_encoders[family]), 32)
    old = model.config.num_hidden_layers
    grown = grow_layers(model, 2 * old)
    assert grown.config.num_hidden_layers == 2 * old
    assert grown.training
    assert sum(p.numel() for p in grown.parameters()) > sum(p.numel() for p in model.parameters())
    ids = torch.randint(5, 50, (2, 16))
    grown(input_ids=ids, labels=ids).loss.backward()
    new = [n for n, p in grown.named_parameters() if ".1." in n and "output.dense.weight" in n]
    assert new
    for name, parameter in grown.named_parameters():
        if name in new:
            assert not parameter.any()  # zero at the start …
            assert parameter.grad is not None
            assert parameter.grad.any()  # … and on its way elsewhere


def test_a_grown_encoder_says_nearly_what_it_said_before(tiny_encoders: dict[str, Path]) -> None:
    import torch

    model, _ = open_encoder(str(tiny_encoders["camembert"]), 32)
    ids = torch.randint(5, 50, (4, 24))
    grown = grow_layers(model, model.config.num_hidden_layers + 1).eval()
    with torch.no_grad():
        before, after = model.eval()(input_ids=ids).logits, grown(input_ids=ids).logits
    assert torch.nn.functional.cosine_similarity(before, after, dim=-1).min() > 0.99


def test_growing_to_the_same_depth_is_a_copy(tiny_encoders: dict[str, Path]) -> None:
    import torch

    model, _ = open_encoder(str(tiny_encoders["camembert"]), 32)
    same = grow_layers(model, model.config.num_hidden_layers)
    for name, tensor in model.state_dict().items():
        assert torch.equal(tensor, same.state_dict()[name])


def test_an_encoder_cannot_be_grown_to_fewer_layers(tiny_encoders: dict[str, Path]) -> None:
    model, _ = open_encoder(str(tiny_encoders["camembert"]), 32)
    with pytest.raises(DepecheError, match="layers already"):
        grow_layers(model, model.config.num_hidden_layers - 1)


def test_an_encoder_whose_layers_differ_is_refused(tiny_encoders: dict[str, Path]) -> None:
    model, _ = open_encoder(str(tiny_encoders["modernbert"]), 32)
    with pytest.raises(DepecheError, match="layers of a modernbert are not all alike"):
        grow_layers(model, model.config.num_hidden_layers + 2)


def test_an_encoder_whose_layers_cannot_be_told_is_refused() -> None:
    from transformers import DistilBertConfig, DistilBertForMaskedLM

    config = DistilBertConfig(vocab_size=50, dim=16, n_layers=2, n_heads=2, hidden_dim=16)
    with pytest.raises(DepecheError, match="not named like BERT's"):
        grow_layers(DistilBertForMaskedLM(config), 4)
