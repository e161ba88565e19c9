"""`train(config) -> TrainResult`: fine-tuning an encoder on a labelled corpus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from depeche.corpus.loading import corpus_digest, load_corpus, select_split
from depeche.encoding import EncodingSettings, SentenceEncoder
from depeche.errors import DepecheError
from depeche.labels import LABELS
from depeche.training.calibrating import calibrate
from depeche.training.hardware import is_main_process
from depeche.training.model import build_optimizer, longest_input, open_encoder

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel, PreTrainedTokenizerFast

    from depeche.config import FinetuneConfig
    from depeche.training.data import SentenceDataset


@dataclass(frozen=True, slots=True)
class TrainResult:
    """What a run gave.

    Attributes:
        folder: the checkpoint folder.
        macro_f1: on the validation split, of the best evaluation, which is the one that is saved.
        best_step: optimiser step of that evaluation.
        steps: optimiser steps of the whole run.
        seconds: wall-clock time of training, evaluations included, the resumed part only.
        temperature: fitted on the validation split; 1.0 where none was asked for.
    """

    folder: Path
    macro_f1: float
    best_step: int
    steps: int
    seconds: float
    temperature: float


def train(config: FinetuneConfig, *, resume: bool = False) -> TrainResult:
    """Fine-tune, keep the checkpoint with the best validation macro-F1, fit its temperature, save it.

    Args:
        config: the run; see ``configs/``.
        resume: go on from the newest checkpoint of an interrupted run in the same folder; the
            result is that of a run that was never interrupted.

    Raises:
        DepecheError: the data, the encoder or the folder does not allow the run; says why.
    """
    from transformers import Trainer, set_seed

    from depeche.training.arguments import build_arguments

    set_seed(config.seed)
    if config.training.threads:
        import torch

        torch.set_num_threads(config.training.threads)
    folder = Path(config.output_dir)
    model, tokenizer = open_encoder(config)
    encoding = _encoding_settings(config, longest_input(model, tokenizer))
    datasets = _datasets(config, tokenizer, encoding)
    training, validation = datasets

    class BucketedTrainer(Trainer):  # type: ignore[misc]
        """The Trainer, with our own batches of similar length."""

        def get_train_dataloader(self) -> torch.utils.data.DataLoader:
            """Batches in an order that seed and epoch alone decide."""
            from torch.utils.data import DataLoader

            loader = DataLoader(self.train_dataset, batch_sampler=batches, collate_fn=self.data_collator)
            return self.accelerator.prepare(loader)

    from depeche.training.callbacks import EpochClock, MetricsLog
    from depeche.training.data import BucketedBatches, Collator

    arguments = build_arguments(config, len(training))
    batches = BucketedBatches(training, arguments.per_device_train_batch_size, config.seed)
    folder.mkdir(parents=True, exist_ok=True)
    trainer = BucketedTrainer(
        model=model,
        args=arguments,
        train_dataset=training,
        eval_dataset=validation,
        data_collator=Collator(tokenizer.pad_token_id),
        compute_metrics=_compute_metrics(),
        compute_loss_func=_loss_function(config, training),
        optimizers=(build_optimizer(model, config), None),
        callbacks=[MetricsLog(folder / "metrics.jsonl"), EpochClock(batches), *_early_stopping(config)],
    )
    output = trainer.train(resume_from_checkpoint=_newest_checkpoint(folder) if resume else None)
    logits = trainer.predict(validation).predictions
    temperature, calibration = calibrate(config.calibration, logits, validation)
    result = TrainResult(
        folder=folder,
        macro_f1=float(trainer.state.best_metric or 0.0),
        best_step=int(trainer.state.best_global_step or trainer.state.global_step),
        steps=int(trainer.state.global_step),
        seconds=float(output.metrics["train_runtime"]),
        temperature=temperature,
    )
    if is_main_process():
        _save(trainer.model, tokenizer, config, encoding, result, datasets, calibration)
    return result


def _encoding_settings(config: FinetuneConfig, longest: int) -> EncodingSettings:
    settings = config.encoding
    if settings.max_length > longest:
        raise DepecheError(
            f"encoding.max_length {settings.max_length} is more than the {longest} pieces that "
            f"{config.model.name_or_path} can read; lower it"
        )
    return EncodingSettings(settings.max_length, settings.before, settings.after, settings.headline)


def _datasets(
    config: FinetuneConfig, tokenizer: PreTrainedTokenizerFast, encoding: EncodingSettings
) -> tuple[SentenceDataset, SentenceDataset]:
    from depeche.training.data import SentenceDataset
    from depeche.training.distillation import UNLABELLED, open_teachers

    # A copy: the encoder changes how its tokenizer reads special tokens.
    backend = type(tokenizer.backend_tokenizer).from_str(tokenizer.backend_tokenizer.to_str())
    encoder = SentenceEncoder(backend, str(tokenizer.mask_token), encoding)
    articles = load_corpus(config.data.paths)
    learned = select_split(articles, config.data.train_split)
    teachers, unlabelled = open_teachers(config.distillation)
    training = SentenceDataset(
        [*learned, *unlabelled],
        encoder,
        context_dropout=config.encoding.context_dropout,
        piece_dropout=config.training.piece_dropout,
        swapped_share=config.training.swapped_share,
        seed=config.seed,
    )
    if teachers is not None:
        probabilities = teachers.of_labelled([*learned, *unlabelled])
        only_taught = np.array([source == UNLABELLED for source in training.sources])
        training.soften(probabilities, np.where(only_taught, 1.0, config.distillation.weight))
    if config.data.max_train_sentences:
        training.limit(config.data.max_train_sentences)
    return training, SentenceDataset(select_split(articles, config.data.validation_split), encoder)


def _compute_metrics() -> Callable[[Any], dict[str, float]]:
    from depeche.evaluation.hf_metric import SentenceClassMetric

    metric = SentenceClassMetric()

    def compute(prediction: Any) -> dict[str, float]:
        values = metric.compute(
            predictions=np.asarray(prediction.predictions).argmax(-1), references=prediction.label_ids
        )
        return {key: value for key, value in values.items() if isinstance(value, float)}

    return compute


def _loss_function(config: FinetuneConfig, training: SentenceDataset) -> Callable[..., Any]:
    """Cross-entropy in fp32, with class weights and label smoothing where asked."""
    import torch
    from torch.nn.functional import cross_entropy

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
        if num_items_in_batch is None:
            return total / len(labels)
        # The Trainer counts the numbers in the labels of all batches of a step: three a sentence if soft.
        return total * (labels.numel() // len(labels)) / num_items_in_batch

    return loss


def _early_stopping(config: FinetuneConfig) -> list[Any]:
    from transformers import EarlyStoppingCallback

    patience = config.training.early_stopping_patience
    return [EarlyStoppingCallback(early_stopping_patience=patience)] if patience else []


def _newest_checkpoint(folder: Path) -> str:
    from transformers.trainer_utils import get_last_checkpoint

    trainer_folder = folder / "trainer"
    newest = get_last_checkpoint(str(trainer_folder)) if trainer_folder.is_dir() else None
    if newest is None:
        raise DepecheError(
            f"{folder}: nothing to resume: no checkpoint below {trainer_folder}; run without --resume"
        )
    return str(newest)


def _save(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerFast,
    config: FinetuneConfig,
    encoding: EncodingSettings,
    result: TrainResult,
    datasets: tuple[SentenceDataset, SentenceDataset],
    calibration: dict[str, Any] | None,
) -> None:
    from depeche.training.record import write_record

    model.float().save_pretrained(result.folder)
    tokenizer.model_max_length = encoding.max_length
    tokenizer.save_pretrained(result.folder)
    write_record(
        result.folder,
        config,
        encoding,
        temperature=result.temperature,
        data_sha256=corpus_digest(config.data.paths),
        training={
            "sentences": {"train": len(datasets[0]), "validation": len(datasets[1])},
            "sources": dict(Counter(datasets[0].sources).most_common()),
            "validation_macro_f1": result.macro_f1,
            "best_step": result.best_step,
            "steps": result.steps,
            "seconds": round(result.seconds, 1),
            "calibration": calibration,
        },
    )
