"""The schema of a fine-tuning run. Defaults are those of ``configs/compact.yaml``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from depeche.config.schema import (
    Count,
    LearningRate,
    Positive,
    RunConfig,
    Section,
    Share,
    Text,
    Warmup,
)

Dropout = Annotated[float, Field(ge=0, le=0.9)]
Sentences = Annotated[int, Field(ge=0, le=10)]


class ModelSection(Section):
    """The encoder to start from."""

    name_or_path: Text = "bundled:compact-encoder"
    """``bundled:compact-encoder``, a local folder or a Hub id."""

    revision: Text | None = None
    """Branch, tag or commit of a Hub id; null is its main branch."""

    dropout: Dropout | None = 0.1
    """Dropout probability in the encoder's layers; null keeps the encoder's own."""

    classifier_dropout: Dropout | None = 0.1
    """Dropout probability before the classification layer; null keeps the encoder's own."""

    freeze_embeddings: bool = False
    """Whether the embeddings stay as they were pretrained."""

    random_init: bool = False
    """Take the architecture only, with random weights: a baseline that shows what pretraining brings."""


class DataSection(Section):
    """The labelled corpus."""

    paths: Annotated[list[Text], Field(min_length=1)] = ["data/authored"]
    """Files or folders of labelled articles."""

    train_split: Text = "train"
    """Name of the split to train on."""

    validation_split: Text = "validation"
    """Name of the split that picks the checkpoint, stops early and fits the temperature."""

    test_split: Text = "test"
    """Name of the split that only the last evaluation reads."""

    max_train_sentences: Count | None = None
    """Use at most so many training sentences; null uses all."""


class EncodingSection(Section):
    """How a sentence and its surroundings become model input."""

    max_length: Annotated[int, Field(ge=16, le=512)] = 128
    """Most tokens of an input; the context is cut before the sentence."""

    before: Sentences = 0
    """Sentences of context before the sentence."""

    after: Sentences = 0
    """Sentences of context after the sentence."""

    headline: bool = False
    """Whether the headline is part of the context."""

    context_dropout: Share = 0.0
    """Share of training sentences seen without context, so that a checkpoint works with and without."""


class TrainingSection(Section):
    """Optimisation with AdamW."""

    epochs: Positive = 4.0
    """Passes over the training sentences; ``max_steps`` may end the run sooner."""

    max_steps: Count | None = 2500
    """Most optimiser steps, so that a larger corpus does not make the run longer; null sets no limit."""

    batch_size: Count = 32
    """Sentences in a forward pass, over all processes together."""

    gradient_accumulation_steps: Count = 1
    """Forward passes in an optimiser step."""

    eval_batch_size: Count = 64
    """Sentences in a forward pass when evaluating."""

    learning_rate: LearningRate = 3e-4
    """Peak learning rate."""

    head_learning_rate: LearningRate | None = None
    """Peak learning rate of the classification layers; null takes ``learning_rate``."""

    layerwise_decay: Annotated[float, Field(gt=0, le=1)] = 1.0
    """Factor on the learning rate from each layer to the one below (Howard and Ruder 2018); 1 is off."""

    weight_decay: Share = 0.01
    """Decoupled weight decay of the matrices (Loshchilov and Hutter 2019)."""

    warmup: Warmup = 0.1
    """Share of the steps in which the learning rate rises to its peak."""

    scheduler: Literal["linear", "cosine", "constant_with_warmup"] = "linear"
    """Course of the learning rate after the warm-up."""

    max_grad_norm: Positive = 1.0
    """Longer gradients are scaled down to this norm."""

    label_smoothing: Annotated[float, Field(ge=0, le=0.5)] = 0.0
    """Share of the target probability spread over all labels."""

    piece_dropout: Dropout = 0.15
    """Share of the pieces of every training input that is replaced by the mask, drawn anew in each epoch."""

    swapped_share: Share = 0.0
    """Share of the articles whose names are exchanged for others, drawn anew in each epoch."""

    secondary_share: Annotated[float, Field(ge=0, le=0.5)] = 0.0
    """Share of the target that goes to the second label of a mixed sentence."""

    r_drop: Annotated[float, Field(ge=0)] = 0.0
    """Weight of the divergence between two passes that differ in dropout alone, at twice the work; 0 is off
    (R-Drop, Liang et al. 2021, arXiv:2106.14448)."""

    class_weights: Literal["balanced", "none"] = "none"
    """``balanced`` weighs each label by the inverse of its frequency in training."""

    evals_per_epoch: Count = 1
    """Evaluations on the validation split per epoch."""

    early_stopping_patience: Count | None = 3
    """Stop after so many evaluations without gain; null never stops early."""

    precision: Literal["auto", "fp32", "bf16"] = "auto"
    """Arithmetic of the forward pass; ``auto`` is bf16 where the processor has it."""

    threads: Count | None = None
    """CPU threads; null leaves the choice to torch."""

    gradient_checkpointing: bool = False
    """Recompute activations instead of storing them: less memory, more time."""

    report_to: Literal["none", "tensorboard", "trackio"] = "none"
    """Where curves go besides the run folder."""

    keep_checkpoints: Count = 1
    """Checkpoints kept while training, the best one among them."""


class DistillationSection(Section):
    """Soft targets from finished checkpoints, see :mod:`depeche.training.distillation`."""

    teachers: list[Text] = []
    """Checkpoints whose mean probabilities are learned; empty: none."""

    weight: Share = 0.5
    """Share of the target of a labelled sentence that comes from the teachers."""

    unlabelled: list[Text] = []
    """Files or folders of text that only the teachers label."""

    max_unlabelled: Count | None = None
    """Use about so many of their sentences; null uses all."""

    @field_validator("unlabelled")
    @classmethod
    def _has_teachers(cls, paths: list[str], info: ValidationInfo) -> list[str]:
        if paths and not info.data.get("teachers"):
            raise ValueError("needs teachers, checkpoints that label the text")
        return paths


class CalibrationSection(Section):
    """What is fitted after training."""

    temperature: bool = True
    """Fit one temperature on the validation split (Guo et al. 2017, arXiv:1706.04599)."""

    class_shifts: bool = True
    """Fit a shift of each class's logit, too (Alexandari et al. 2020, arXiv:1901.06852)."""

    real_press: bool = True
    """Fit them on the sentences of real press alone, where the validation split holds enough of them."""


class EvaluationSection(Section):
    """The evaluation at the end."""

    bootstrap_samples: Count = 1000
    """Resamples of articles behind each confidence interval."""

    baselines: bool = True
    """Whether simple baselines are trained and reported beside the model."""


class FinetuneConfig(RunConfig):
    """A fine-tuning run."""

    model: ModelSection = ModelSection()
    data: DataSection = DataSection()
    encoding: EncodingSection = EncodingSection()
    training: TrainingSection = TrainingSection()
    distillation: DistillationSection = DistillationSection()
    calibration: CalibrationSection = CalibrationSection()
    evaluation: EvaluationSection = EvaluationSection()
