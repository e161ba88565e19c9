"""What is written while a run goes on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from depeche.training.data import BucketedBatches


class MetricsLog(TrainerCallback):  # type: ignore[misc]
    """Appends every logged row to ``metrics.jsonl``; on resuming drops rows of steps that are redone."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def on_train_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any
    ) -> None:
        """Keep what the run that is resumed had logged up to its checkpoint."""
        if state.is_world_process_zero:
            rows = (
                self._path.read_text(encoding="utf-8").splitlines()
                if state.global_step and self._path.exists()
                else []
            )
            kept = [row for row in rows if json.loads(row)["step"] <= state.global_step]
            self._path.write_text("".join(f"{row}\n" for row in kept), encoding="utf-8")

    def on_step_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any
    ) -> None:
        """Log where a checkpoint is saved, so that a resumed run averages its loss over the same steps."""
        if state.global_step % int(args.save_steps) == 0:
            control.should_log = True

    def on_log(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        logs: dict[str, Any],
        **_: Any,
    ) -> None:
        """Write one row."""
        if state.is_world_process_zero:
            with self._path.open("a", encoding="utf-8") as out:
                out.write(json.dumps({"step": state.global_step, **logs}) + "\n")


class EpochClock(TrainerCallback):  # type: ignore[misc]
    """Tells the batches which epoch begins, also where a distributed loader wraps them several times."""

    def __init__(self, batches: BucketedBatches) -> None:
        self._batches = batches

    def on_epoch_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any
    ) -> None:
        """Set the epoch; a run resumed inside an epoch begins with its number."""
        self._batches.set_epoch(int((state.epoch or 0.0) + 1e-6))
