"""The schema of a run that trains the finder of sources and cues.

Defaults are those of ``configs/voices/compact-voices.yaml``.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from depeche.config.finetune import Dropout
from depeche.config.schema import Count, LearningRate, Positive, RunConfig, Section, Share, Text, Warmup


class VoicesModelSection(Section):
    """The encoder to start from."""

    name_or_path: Text = "bundled:compact-encoder"
    """``bundled:NAME``, a local folder or a Hub id."""

    revision: Text | None = None
    """Branch, tag or commit of a Hub id; null is its main branch."""

    dropout: Dropout | None = 0.1
    """Dropout probability in the encoder's layers; null keeps the encoder's own."""

    classifier_dropout: Dropout | None = 0.1
    """Dropout probability before the tags; null keeps the encoder's own."""


class VoicesDataSection(Section):
    """Gold spans, see ``data/voices``."""

    train: Text = "data/voices/train.jsonl"
    """Sentences to train on."""

    test: Text = "data/voices/test.jsonl"
    """Sentences that only the last evaluation reads."""


class VoicesTrainingSection(Section):
    """Optimisation with AdamW; the last state is the one that is kept."""

    epochs: Count = 10
    """Passes over the training sentences."""

    batch_size: Count = 8
    """Sentences in a forward pass."""

    max_length: Annotated[int, Field(ge=16, le=512)] = 128
    """Most pieces of a sentence."""

    learning_rate: LearningRate = 3e-4
    """Peak learning rate of the encoder."""

    head_learning_rate: LearningRate = 3e-3
    """Peak learning rate of the layer that gives the tags."""

    weight_decay: Share = 0.01
    """Decoupled weight decay of the matrices (Loshchilov and Hutter 2019)."""

    warmup: Warmup = 0.1
    """Share of the steps in which the learning rate rises to its peak; then it falls linearly to zero."""

    max_grad_norm: Positive = 1.0
    """Longer gradients are scaled down to this norm."""

    piece_dropout: Dropout = 0.1
    """Share of the pieces of a training sentence that is replaced by the mask, drawn anew in each epoch."""

    source_swap: Share = 0.0
    """Share of the training sentences that are read with the source of another one, of the same kind."""

    threads: Count | None = None
    """CPU threads; null leaves the choice to torch."""


class VoicesEvaluationSection(Section):
    """The evaluation at the end, and cross-validation."""

    bootstrap_samples: Count = 1000
    """Resamples of articles behind each confidence interval."""

    folds: Annotated[int, Field(ge=2, le=20)] = 5
    """Parts of the training articles in ``depeche voices cross-validate``."""


class VoicesConfig(RunConfig):
    """A run that trains the finder of sources and cues."""

    onnx_only: bool = False
    """Whether the torch weights are left out of the checkpoint, which then holds ``model.onnx`` alone."""

    model: VoicesModelSection = VoicesModelSection()
    data: VoicesDataSection = VoicesDataSection()
    training: VoicesTrainingSection = VoicesTrainingSection()
    evaluation: VoicesEvaluationSection = VoicesEvaluationSection()
