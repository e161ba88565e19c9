"""The masked-language-modelling loop: a budget, checkpoints to resume from, one line of progress."""

from __future__ import annotations

import json
import math
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from depeche.errors import DepecheError
from depeche.files import replacing
from depeche.pretraining.masked_loss import masked_loss
from depeche.pretraining.objectives import Objectives, remove_heads
from depeche.pretraining.optimizers import build_optimizers, learning_rate_factor
from depeche.pretraining.packing import check_window_fits, draw_windows
from depeche.pretraining.positions import repeat_positions

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from transformers import PreTrainedModel, PreTrainedTokenizerFast

HELD_OUT_TOKENS = 65_536
EVALUATION_BATCHES = 8


@dataclass
class Progress:
    """How far a run is: optimiser steps, tokens, seconds (all sessions together), longest window seen."""

    step: int = 0
    tokens: int = 0
    seconds: float = 0.0
    longest: int = 0

    def share(self, schedule: Any) -> float:
        """Share of the budget spent, in tokens where the schedule counts tokens, else in minutes."""
        if schedule.budget_tokens:
            return min(1.0, self.tokens / float(schedule.budget_tokens))
        return min(1.0, self.seconds / (60.0 * float(schedule.budget_minutes)))


class Pretrainer:
    """Masked-language modelling over packed streams.

    Windows, masks and dropout of step ``n`` are drawn from generators seeded with ``(seed, n)``, so
    that a resumed run sees what an uninterrupted one would have seen.

    Args:
        model: a model with a masked-language-modelling head, in fp32.
        tokenizer: its tokenizer, with ids for the start and the end of a text and for the mask.
        streams: packed ids, ``general`` and optionally ``press``.
        held_out: packed ids that training never draws from.
        settings: a pretraining configuration.
        folder: where ``progress.jsonl`` and ``checkpoint.pt`` go.

    Raises:
        DepecheError: a stream is shorter than a window that will be drawn from it.
    """

    def __init__(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerFast,
        streams: dict[str, NDArray[np.uint16]],
        held_out: NDArray[np.uint16],
        settings: Any,
        folder: Path,
    ) -> None:
        import torch

        self.tokenizer, self.streams, self.held_out = tokenizer, streams, held_out
        self.settings, self.folder = settings, folder
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.objectives = Objectives(model, tokenizer, settings, self.device)
        self.model = model.to(self.device)
        self.optimizers = build_optimizers(self.model, settings.optimization)
        self.progress = Progress()
        self._check_lengths()

    def _check_lengths(self) -> None:
        phases = self.settings.schedule.phases
        check_window_fits(
            self.held_out, phases[0].sequence_length, "held-out text (the first tenth of the general text)"
        )
        for phase in phases:
            if phase.press_share < 1:
                check_window_fits(self.streams["general"], phase.sequence_length, "general text")
            if phase.press_share:
                check_window_fits(self.streams["press"], phase.sequence_length, "press text")

    def run(self) -> dict[str, float]:
        """Train until the budget is spent.

        Returns:
            Held-out loss and accuracy, tokens, seconds and steps.

        Raises:
            DepecheError: the loss is not a finite number any more.
        """
        settings, progress = self.settings, self.progress
        last_save = time.monotonic()
        window: list[tuple[float, int, float]] = []
        while (share := progress.share(settings.schedule)) < 1.0:
            started = time.monotonic()
            loss, tokens = self._step(share)
            elapsed = time.monotonic() - started
            progress.step, progress.tokens = progress.step + 1, progress.tokens + tokens
            progress.seconds += elapsed
            window.append((loss, tokens, elapsed))
            if progress.step % settings.run.log_every_steps == 0:
                self._report(share, window)
                window.clear()
            if time.monotonic() - last_save > 60 * settings.run.checkpoint_minutes:
                self.save()
                last_save = time.monotonic()
        self.save()
        remove_heads(self.model)
        return {
            **self.evaluate(),
            "tokens": progress.tokens,
            "seconds": progress.seconds,
            "steps": progress.step,
        }

    def _step(self, share: float) -> tuple[float, int]:
        import torch

        settings = self.settings
        phase = next(
            p for p in settings.schedule.phases if share < p.until or p is settings.schedule.phases[-1]
        )
        if 0 < self.progress.longest < phase.sequence_length and not settings.encoder.init_from:
            repeat_positions(self.model, self.progress.longest)
        self.progress.longest = max(self.progress.longest, phase.sequence_length)
        factor = learning_rate_factor(share, settings.optimization.warmup)
        for optimizer in self.optimizers:
            for group in optimizer.param_groups:
                group["lr"] = group["peak"] * factor
        seeds = np.random.SeedSequence((settings.seed, self.progress.step))
        rng = np.random.default_rng(seeds)
        torch.manual_seed(int(seeds.generate_state(1)[0]))
        count = settings.schedule.batch_tokens // phase.sequence_length
        press = round(count * phase.press_share)
        parts = [self._draw("general", count - press, phase.sequence_length, rng)]
        if press:
            parts.append(self._draw("press", press, phase.sequence_length, rng))
        with torch.autocast(self.device.type, torch.bfloat16, enabled=bool(settings.run.bf16)):
            loss = self.objectives.loss(np.concatenate(parts), rng)
        value = float(loss.detach())
        if not math.isfinite(value):
            raise DepecheError(
                f"{self.folder}: the loss at step {self.progress.step} is {value}; set another output_dir, "
                "and lower the learning rates of optimization or raise its warmup"
            )
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), settings.optimization.max_grad_norm)
        for optimizer in self.optimizers:
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        return value, count * phase.sequence_length

    def _draw(self, name: str, count: int, length: int, rng: np.random.Generator) -> NDArray[np.int64]:
        stream = self.held_out if name == "held_out" else self.streams[name]
        # Not bos and eos, which not every encoder's tokenizer has.
        bos, eos = self.tokenizer.cls_token_id, self.tokenizer.sep_token_id
        return draw_windows(stream, count, length, rng, bos=bos, eos=eos)

    def evaluate(self) -> dict[str, float]:
        """Held-out loss (nats a masked piece) and accuracy, in fp32, on fixed windows and masks."""
        import torch

        length = self.settings.schedule.phases[0].sequence_length
        rng = np.random.default_rng(0)
        windows = self._draw("held_out", max(EVALUATION_BATCHES, len(self.held_out) // length), length, rng)
        self.model.eval()
        with torch.no_grad():
            results = [
                masked_loss(self.model, *self.objectives.mask(part, rng))
                for part in np.array_split(windows, EVALUATION_BATCHES)
            ]
        self.model.train()
        losses, accuracies = zip(*results, strict=True)
        return {
            "held_out_loss": float(torch.stack(losses).mean()),
            "held_out_accuracy": float(torch.stack(accuracies).mean()),
        }

    def _report(self, share: float, window: list[tuple[float, int, float]]) -> None:
        losses, tokens, seconds = (np.asarray(column) for column in zip(*window, strict=True))
        row = {
            **asdict(self.progress),
            "share": round(share, 4),
            "loss": round(float(losses.mean()), 4),
            "learning_rate": self.optimizers[0].param_groups[0]["lr"],
            "tokens_per_second": round(float(tokens.sum() / seconds.sum())),
        }
        if self.progress.step % (10 * self.settings.run.log_every_steps) == 0:
            row |= self.evaluate()
        with (self.folder / "progress.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps(row) + "\n")
        held_out = f" held-out {row['held_out_loss']:.3f}" if "held_out_loss" in row else ""
        print(
            f"step {row['step']:>6} {share:6.1%} loss {row['loss']:.3f}{held_out} "
            f"lr {row['learning_rate']:.2e} {row['tokens_per_second']:,} tokens/s",
            flush=True,
        )

    def save(self) -> None:
        """Write the training state to ``checkpoint.pt``; a kill meanwhile leaves the one before."""
        import torch

        state = {
            "model": self.model.state_dict(),
            "optimizers": [optimizer.state_dict() for optimizer in self.optimizers],
            "progress": asdict(self.progress),
        }
        with replacing(self.folder / "checkpoint.pt", "wb") as out:
            torch.save(state, out)

    def resume(self) -> bool:
        """Load ``checkpoint.pt`` where there is one; tells whether there was."""
        import torch

        path = self.folder / "checkpoint.pt"
        if not path.exists():
            return False
        state = torch.load(path, map_location=self.device, weights_only=True)
        self.model.load_state_dict(state["model"])
        for optimizer, saved in zip(self.optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(saved)
        self.progress = Progress(**state["progress"])
        return True
