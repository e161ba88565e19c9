"""Optimisers for pretraining: fused AdamW alone, or Muon for the matrices of the layers beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel


def build_optimizers(model: PreTrainedModel, settings: Any) -> list[torch.optim.Optimizer]:
    """Split the parameters and build one or two optimisers.

    Muon (Jordan et al. 2024; update scaled as in Liu et al. 2025, arXiv:2502.16982) orthogonalises
    the update of every two-dimensional weight inside the layers; embeddings, output head, biases and
    norms stay with AdamW, the latter two without weight decay. Each parameter group keeps its peak
    learning rate under ``peak``, for the schedule to scale.

    Args:
        model: an encoder of any architecture that keeps its layers in a ``ModuleList``.
        settings: the ``optimization`` section of a pretraining configuration.
    """
    import torch

    in_layers = {
        id(parameter)
        for module in model.base_model.modules()
        if isinstance(module, torch.nn.ModuleList)
        for parameter in module.parameters()
    }
    matrices, embeddings, rest = [], [], []
    for parameter in model.parameters():
        if parameter.ndim < 2:
            rest.append(parameter)
        elif parameter.ndim == 2 and id(parameter) in in_layers:
            matrices.append(parameter)
        else:
            embeddings.append(parameter)
    adam_groups: list[dict[str, Any]] = [
        {"params": embeddings, "lr": settings.embedding_learning_rate, "weight_decay": settings.weight_decay},
        {"params": rest, "lr": settings.embedding_learning_rate, "weight_decay": 0.0},
    ]
    optimizers: list[torch.optim.Optimizer] = []
    if settings.optimizer == "muon":
        optimizers.append(
            torch.optim.Muon(
                matrices,
                lr=settings.learning_rate,
                weight_decay=settings.weight_decay,
                momentum=0.95,
                adjust_lr_fn="match_rms_adamw",
            )
        )
    else:
        adam_groups.append(
            {"params": matrices, "lr": settings.learning_rate, "weight_decay": settings.weight_decay}
        )
    optimizers.append(torch.optim.AdamW(adam_groups, betas=(0.9, 0.98), eps=1e-6, fused=True))
    for optimizer in optimizers:
        for group in optimizer.param_groups:
            group["peak"] = group["lr"]
    return optimizers


def learning_rate_factor(progress: float, warmup: float) -> float:
    """Linear warm-up over the share ``warmup`` of the budget, then linear decay to zero at its end."""
    if progress < warmup:
        return progress / warmup
    return max(0.0, (1.0 - progress) / (1.0 - warmup))
