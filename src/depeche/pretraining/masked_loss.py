"""The masked-language-modelling loss, computed at the masked positions only."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel


def masked_loss(
    model: PreTrainedModel, inputs: torch.Tensor, originals: torch.Tensor, chosen: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean cross-entropy in nats, and accuracy, over the chosen positions.

    Args:
        model: a model with a masked-language-modelling head.
        inputs: corrupted piece ids, shape (windows, length).
        originals: the ids before corruption, of the same shape.
        chosen: the positions to predict, boolean, of the same shape.

    Returns:
        Two scalars; the first has a gradient.
    """
    import torch

    targets = originals[chosen]
    if hasattr(model, "lm_head"):  # the RoBERTa family: CamemBERT, XLM-R
        # The output layer costs most in a small model, so only the chosen positions go through it.
        logits = model.lm_head(model.base_model(input_ids=inputs).last_hidden_state[chosen])
    else:
        logits = model(input_ids=inputs).logits[chosen]
    loss = torch.nn.functional.cross_entropy(logits.float(), targets)
    return loss, (logits.argmax(-1) == targets).float().mean()
