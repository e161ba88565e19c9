"""What the sections of every run configuration share: strictness, value types, name, seed and folder."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

Count = Annotated[int, Field(ge=1)]
Text = Annotated[str, Field(min_length=1)]
Share = Annotated[float, Field(ge=0, le=1)]
Warmup = Annotated[float, Field(ge=0, lt=1)]
LearningRate = Annotated[float, Field(gt=0, lt=1)]
Positive = Annotated[float, Field(gt=0)]
NotNegative = Annotated[float, Field(ge=0)]


class Section(BaseModel):
    """A part of a configuration: unknown keys are errors, nothing is converted, nothing changes later."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class RunConfig(Section):
    """What every run has."""

    name: Annotated[str, Field(pattern=r"^\w[\w .()+-]*$")]
    """What the run is called; without it, the file's name (never that of a file it extends)."""

    seed: Annotated[int, Field(ge=0, lt=2**32)] = 1
    """Seed of every random draw, of 32 bits as NumPy wants."""

    output_dir: Annotated[str, Field(min_length=1, validate_default=True)] = "runs/{name}"
    """Folder that the run writes to; ``{name}`` stands for the name."""

    @field_validator("output_dir")
    @classmethod
    def _fill_in_name(cls, folder: str, info: ValidationInfo) -> str:
        filled = folder.replace("{name}", info.data.get("name", "name"))
        if "{" in filled or "}" in filled:
            raise ValueError(f"found '{folder}', expected no other placeholder than {{name}}")
        return filled
