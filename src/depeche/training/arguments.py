"""From our configuration to transformers' `TrainingArguments`."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from transformers import TrainingArguments

from depeche.errors import DepecheError
from depeche.training.hardware import has_fast_bf16, process_count

if TYPE_CHECKING:
    from depeche.config import FinetuneConfig


def build_arguments(config: FinetuneConfig, sentences: int) -> TrainingArguments:
    """The arguments of a run; ``batch_size`` is divided over the processes.

    Args:
        config: the run.
        sentences: number of training sentences, which fixes how often the run is evaluated.

    Raises:
        DepecheError: the batch size cannot be divided so.
    """
    settings = config.training
    if settings.batch_size % process_count():
        raise DepecheError(
            f"training.batch_size {settings.batch_size} cannot be divided by {process_count()} processes; "
            "choose a multiple"
        )
    steps_an_epoch = math.ceil(sentences / (settings.batch_size * settings.gradient_accumulation_steps))
    # Whichever ends first: the Trainer's own max_steps would override the epochs.
    steps = min(math.ceil(steps_an_epoch * settings.epochs), settings.max_steps or 2**31)
    interval = max(1, min(steps_an_epoch, steps) // settings.evals_per_epoch)
    return TrainingArguments(
        output_dir=str(Path(config.output_dir) / "trainer"),
        seed=config.seed,
        data_seed=config.seed,
        use_cpu=not _has_cuda(),  # without it, bf16 is refused on a machine that has no GPU
        max_steps=steps,
        per_device_train_batch_size=settings.batch_size // process_count(),
        per_device_eval_batch_size=settings.eval_batch_size,
        gradient_accumulation_steps=settings.gradient_accumulation_steps,
        # Named only where asked for: later versions warn that they have renamed it.
        **({"gradient_checkpointing": True} if settings.gradient_checkpointing else {}),
        learning_rate=settings.learning_rate,
        weight_decay=settings.weight_decay,
        warmup_steps=settings.warmup,  # a float below 1 is a share of the steps
        lr_scheduler_type=settings.scheduler,
        max_grad_norm=settings.max_grad_norm,
        bf16=settings.precision == "bf16" or (settings.precision == "auto" and has_fast_bf16()),
        eval_strategy="steps",
        save_strategy="steps",
        eval_steps=interval,
        save_steps=interval,
        logging_steps=25,
        save_total_limit=settings.keep_checkpoints + 1,  # the best one and the latest
        load_best_model_at_end=True,
        metric_for_best_model="macro_f1",
        greater_is_better=True,
        report_to=settings.report_to,
        ddp_backend="gloo" if process_count() > 1 and not _has_cuda() else None,
        dataloader_pin_memory=_has_cuda(),
        remove_unused_columns=False,
    )


def _has_cuda() -> bool:
    import torch

    return bool(torch.cuda.is_available())
