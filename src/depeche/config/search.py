"""The schema of a search for hyper-parameters."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from depeche.config.schema import Count, RunConfig, Section, Text


class Dimension(Section):
    """What a key may be: numbers from ``low`` to ``high``, or one of ``choices``."""

    low: float | None = None
    """Least value."""

    high: float | None = None
    """Greatest value."""

    log: bool = False
    """Whether the range is searched by orders of magnitude, as learning rates are."""

    whole: bool = False
    """Whether only whole numbers are tried."""

    choices: Annotated[list[bool | int | float | str], Field(min_length=1)] | None = None
    """The values, where they are no range."""

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if self.choices is not None:
            if self.low is not None or self.high is not None:
                raise ValueError("give either low and high, or choices")
        elif self.low is None or self.high is None or not self.low < self.high:
            raise ValueError("give low and high, low below high, or choices")
        elif self.log and self.low <= 0:
            raise ValueError("log needs a low above 0")
        return self


class SearchConfig(RunConfig):
    """A search over fine-tuning runs for the best macro-F1 on their validation split."""

    output_dir: Annotated[str, Field(min_length=1, validate_default=True)] = "runs/search-{name}"
    """Folder of the study and its trials; a search that was stopped goes on from here."""

    base: Text
    """Configuration that every trial changes."""

    trials: Count = 20
    """Trials in all, those of earlier sessions included."""

    space: Annotated[dict[Text, Dimension], Field(min_length=1)]
    """Dotted key of a fine-tuning configuration → what it may be."""

    @field_validator("space")
    @classmethod
    def _leaves_the_rest_alone(
        cls, space: dict[str, Dimension], info: ValidationInfo
    ) -> dict[str, Dimension]:
        if taken := sorted({"name", "output_dir", "extends"} & space.keys()):
            raise ValueError(f"{', '.join(taken)} cannot be searched")
        return space
