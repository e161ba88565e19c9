"""The transformers `Trainer` of a run: its batches, its loss, its metric."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from transformers import EarlyStoppingCallback, Trainer, TrainerCallback

from depeche.labels import LABELS
from depeche.training.arguments import build_arguments
from depeche.training.callbacks import EpochClock, MetricsLog
from depeche.training.data import BucketedBatches, Collator, TwiceCollator
from depeche.training.model import build_optimizer

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel

    from depeche.config import FinetuneConfig
    from depeche.training.data import SentenceDataset


class BucketedTrainer(Trainer):  # type: ignore[misc]
    """The Trainer, with our own batches of similar length.

    Args:
        batches: of the training set.
        collator: of its batches, where it is another one than that of evaluation.
        named: what the Trainer takes, by name.
    """

    def __init__(self, batches: BucketedBatches, collator: Collator | None = None, **named: Any) -> None:
        self._batches, self._collator = batches, collator
        super().__init__(**named)

    def get_train_dataloader(self) -> torch.utils.data.DataLoader:
        """Batches in an order that seed and epoch alone decide."""
        from torch.utils.data import DataLoader

        collate = self._collator or self.data_collator
        loader = DataLoader(self.train_dataset, batch_sampler=self._batches, collate_fn=collate)
        return self.accelerator.prepare(loader)


def build_trainer(
    config: FinetuneConfig,
    model: PreTrainedModel,
    pad_id: int,
    training: SentenceDataset,
    validation: SentenceDataset,
    callbacks: Sequence[TrainerCallback] = (),
) -> BucketedTrainer:
    """The Trainer of a run; it writes below ``config.output_dir``.

    Args:
        config: the run.
        model: a classifier with three labels.
        pad_id: piece that fills short inputs.
        training: what is learned.
        validation: what picks the checkpoint.
        callbacks: more of them than the run has itself.

    Raises:
        DepecheError: the batch size cannot be divided over the processes.
    """
    arguments = build_arguments(config, len(training))
    batches = BucketedBatches(training, arguments.per_device_train_batch_size, config.seed)
    log = MetricsLog(Path(config.output_dir) / "metrics.jsonl")
    return BucketedTrainer(
        batches,
        TwiceCollator(pad_id) if config.training.r_drop else None,
        model=model,
        args=arguments,
        train_dataset=training,
        eval_dataset=validation,
        data_collator=Collator(pad_id),
        compute_metrics=_compute_metrics(),
        compute_loss_func=loss_function(config, training),
        optimizers=(build_optimizer(model, config), None),
        callbacks=[log, EpochClock(batches), *_early_stopping(config), *callbacks],
    )


def _compute_metrics() -> Callable[[Any], dict[str, float]]:
    from depeche.evaluation.hf_metric import SentenceClassMetric

    metric = SentenceClassMetric()

    def compute(prediction: Any) -> dict[str, float]:
        values = metric.compute(
            predictions=np.asarray(prediction.predictions).argmax(-1), references=prediction.label_ids
        )
        return {key: value for key, value in values.items() if isinstance(value, float)}

    return compute


def loss_function(config: FinetuneConfig, training: SentenceDataset) -> Callable[..., Any]:
    """Cross-entropy in fp32, with class weights, label smoothing and R-Drop where asked."""
    import torch
    from torch.nn.functional import cross_entropy, kl_div, log_softmax

    weights = None
    if config.training.class_weights == "balanced":
        counts = np.bincount(training.labels, minlength=len(LABELS))
        weights = torch.tensor(len(training) / (len(LABELS) * np.maximum(counts, 1)), dtype=torch.float32)

    def loss(outputs: Any, labels: Any, num_items_in_batch: Any = None) -> Any:
        logits = outputs["logits"].float()
        total = cross_entropy(
            logits,
            labels,
            weight=None if weights is None else weights.to(logits.device),
            label_smoothing=config.training.label_smoothing,
            reduction="sum",
        )
        if config.training.r_drop and torch.is_grad_enabled():  # off where the model is evaluated
            one, other = log_softmax(logits, dim=-1).chunk(2)  # of the same sentences, see TwiceCollator
            total = total + config.training.r_drop * (
                kl_div(one, other, reduction="sum", log_target=True)
                + kl_div(other, one, reduction="sum", log_target=True)
            )
        if num_items_in_batch is None:
            return total / len(labels)
        # The Trainer counts the numbers in the labels of all batches of a step: three a sentence if soft.
        return total * (labels.numel() // len(labels)) / num_items_in_batch

    return loss


def _early_stopping(config: FinetuneConfig) -> list[TrainerCallback]:
    patience = config.training.early_stopping_patience
    return [EarlyStoppingCallback(early_stopping_patience=patience)] if patience else []
