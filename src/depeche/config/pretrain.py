"""The schema of a pretraining run."""

from __future__ import annotations

import glob
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from depeche.config.objectives import LexiconSection, ReplacedTokensSection
from depeche.config.schema import (
    Count,
    LearningRate,
    NotNegative,
    Positive,
    RunConfig,
    Section,
    Share,
    Text,
    Warmup,
)

#: Positions of an encoder that is trained from scratch.
MAX_LENGTH = 512


class CorpusSection(Section):
    """Raw text; paths are relative to the working folder.

    Where ``general`` and ``press`` say ``*``, ``?`` or ``**``, the files that match take their place.
    """

    general: Annotated[list[Text], Field(min_length=1)]
    """Files of general text."""

    press: list[Text] = []
    """Files of news text, weighed apart from the general text by ``press_share``."""

    splits: Text | None = None
    """JSON file that says which documents of the JSONL files may be trained on; null allows all."""

    max_tokens: Count | None = None
    """Most tokens packed of each of the two; null packs all."""

    @field_validator("general", "press")
    @classmethod
    def _expand(cls, patterns: list[str]) -> list[str]:
        found = {pattern: _matches(pattern) for pattern in patterns}
        if missing := [f"'{pattern}'" for pattern in patterns if not found[pattern]]:
            raise ValueError(f"no file matches {' or '.join(missing)} in {Path.cwd()}")
        return list(dict.fromkeys(path for paths in found.values() for path in paths))

    @field_validator("splits")
    @classmethod
    def _exists(cls, path: str | None) -> str | None:
        if path is not None and not Path(path).is_file():
            raise ValueError(f"no file '{path}' in {Path.cwd()}")
        return path


def _matches(pattern: str) -> list[str]:
    """Files that a pattern names, sorted; a file whose own name looks like a pattern is itself."""
    if Path(pattern).is_file():
        return [pattern]
    found = glob.glob(pattern, recursive=True)  # noqa: PTH207 - Path.glob refuses absolute patterns
    return sorted(path for path in found if Path(path).is_file())


class TokenizerSection(Section):
    """The subword tokenizer, trained unless ``encoder.init_from`` brings one."""

    vocab_size: Annotated[int, Field(ge=300, le=65_535)] = 16_000
    """Pieces; packed text stores ids in 16 bits."""

    characters: Count = 60_000_000
    """Characters of general text to train on."""

    every_nth_block: Count = 3
    """Take every n-th document, so that the characters come from all over the corpus."""

    press_repeats: Annotated[int, Field(ge=0)] = 4
    """How often the news text is read beside the general text."""


class EncoderSection(Section):
    """The architecture; the sizes count only where ``init_from`` is null."""

    init_from: Text | None = None
    """Local folder or Hub id of an encoder to train further; null starts from random weights."""

    grow_to_layers: Count | None = None
    """Layers that ``init_from`` is grown to by repeating its own; null keeps its depth."""

    hidden_size: Count = 256
    """Width of a layer's output."""

    num_layers: Count = 4
    """Transformer layers."""

    num_heads: Count = 4
    """Attention heads; divides ``hidden_size``."""

    intermediate_size: Count = 1024
    """Width inside the feed-forward part of a layer."""

    @field_validator("grow_to_layers")
    @classmethod
    def _grows_something(cls, layers: int | None, info: ValidationInfo) -> int | None:
        if layers and not info.data.get("init_from"):
            raise ValueError("needs init_from, an encoder to grow; num_layers is for a new one")
        return layers

    @field_validator("num_heads")
    @classmethod
    def _divides_hidden_size(cls, heads: int, info: ValidationInfo) -> int:
        size = info.data.get("hidden_size", 0)
        if size % heads:
            raise ValueError(f"found {heads}, expected a divisor of hidden_size, which is {size}")
        return heads


class WordVectorsSection(Section):
    """Word vectors that the embeddings of a new encoder start from."""

    enabled: bool = True
    """Whether to train them."""

    tokens: Count = 45_000_000
    """Tokens of general text to train on."""

    epochs: Count = 1
    """Passes over these tokens."""

    std: Positive = 0.04
    """Standard deviation that the vectors are scaled to."""


class PhaseSection(Section):
    """A stretch of the budget with its own window length and mixture."""

    until: Annotated[float, Field(gt=0, le=1)]
    """Share of the budget at which the phase ends."""

    sequence_length: Annotated[int, Field(ge=8, le=8192)]
    """Tokens in a window."""

    press_share: Share
    """Share of the windows drawn from the news text."""


class ScheduleSection(Section):
    """How long to train and on what; one of the two budgets is given."""

    budget_tokens: Count | None = None
    """Tokens to train on."""

    budget_minutes: Annotated[Positive | None, Field(validate_default=True)] = None
    """Minutes of training, over all sessions of the run."""

    batch_tokens: Count = 8192
    """Tokens in an optimiser step."""

    mask_rate: Annotated[float, Field(gt=0, lt=1)] = 0.25
    """Share of the tokens to predict (Wettig et al. 2023, arXiv:2202.08005)."""

    phases: Annotated[list[PhaseSection], Field(min_length=1)]
    """The phases in order; the last ends at 1."""

    @field_validator("budget_minutes")
    @classmethod
    def _one_budget(cls, minutes: float | None, info: ValidationInfo) -> float | None:
        if "budget_tokens" in info.data and (minutes is None) == (info.data["budget_tokens"] is None):
            raise ValueError("give either budget_tokens or budget_minutes and set the other to null")
        return minutes

    @field_validator("phases")
    @classmethod
    def _ordered(cls, phases: list[PhaseSection], info: ValidationInfo) -> list[PhaseSection]:
        ends = [phase.until for phase in phases]
        if ends != sorted(set(ends)) or ends[-1] != 1:
            raise ValueError(f"found phases until {ends}, expected increasing ends of which the last is 1.0")
        longest = max(phase.sequence_length for phase in phases)
        if longest > info.data.get("batch_tokens", longest):
            raise ValueError(f"a sequence_length of {longest} does not fit into batch_tokens")
        return phases


class OptimizationSection(Section):
    """The optimiser; learning rates rise linearly and fall linearly to zero."""

    optimizer: Literal["muon", "adamw"] = "muon"
    """``muon`` for the matrices of the layers with AdamW for the rest, or AdamW for all."""

    learning_rate: LearningRate = 0.004
    """Peak learning rate of the matrices inside the layers."""

    embedding_learning_rate: LearningRate = 0.0015
    """Peak learning rate of everything else."""

    weight_decay: Share = 0.01
    """Decoupled weight decay of matrices and embeddings."""

    warmup: Warmup = 0.03
    """Share of the budget in which the learning rates rise to their peak."""

    max_grad_norm: Positive = 1.0
    """Longer gradients are scaled down to this norm."""


class RunSection(Section):
    """The machine and the files."""

    bf16: bool = True
    """Whether forward passes run in bf16."""

    threads: Annotated[int, Field(ge=0)] = 0
    """CPU threads; 0 leaves the choice to torch."""

    log_every_steps: Count = 20
    """Steps between two lines of progress."""

    checkpoint_minutes: NotNegative = 3.0
    """Minutes between two saves of the training state."""

    save_half: bool = True
    """Whether the encoder is saved in half precision."""


class PretrainConfig(RunConfig):
    """A pretraining run."""

    corpus: CorpusSection
    tokenizer: TokenizerSection = TokenizerSection()
    encoder: EncoderSection = EncoderSection()
    word_vectors: WordVectorsSection = WordVectorsSection()
    schedule: ScheduleSection
    replaced_tokens: ReplacedTokensSection = ReplacedTokensSection()
    lexicon: LexiconSection = LexiconSection()
    optimization: OptimizationSection = OptimizationSection()
    run: RunSection = RunSection()

    @field_validator("schedule")
    @classmethod
    def _fits_corpus_and_encoder(cls, schedule: ScheduleSection, info: ValidationInfo) -> ScheduleSection:
        corpus, encoder = info.data.get("corpus"), info.data.get("encoder")
        if corpus and not corpus.press and any(phase.press_share for phase in schedule.phases):
            raise ValueError("a phase has a press_share above 0, but corpus.press is empty")
        if encoder and not encoder.init_from and any(p.sequence_length > MAX_LENGTH for p in schedule.phases):
            raise ValueError(f"a sequence_length is above {MAX_LENGTH}, the most for an encoder from scratch")
        return schedule
