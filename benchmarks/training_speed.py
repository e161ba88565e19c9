"""The default fine-tuning run against a loop in the manner of transformers' run_classification.

python benchmarks/training_speed.py              60 steps of each, three times, about four minutes
python benchmarks/training_speed.py --score --epochs 1    both runs to their end, and their validation scores
python benchmarks/training_speed.py --profile    where the time of our steps goes (torch.profiler)
python benchmarks/training_speed.py training.precision=fp32    with a change to our run alone

The plain loop has the same encoder, sentences, masked pieces, batch size, learning rate and steps, and
what that script does by default: shuffled batches, every input padded to the longest allowed, fp32. The
two take turns; the first steps of each are not timed. Opening, tokenisation, evaluation and saving are
outside the time.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from machine import processor
from transformers import Trainer, TrainerCallback

from depeche.config import FinetuneConfig, load_finetune_config
from depeche.evaluation.markdown import table
from depeche.training.data import Collator
from depeche.training.finetune import encoding_settings, load_datasets
from depeche.training.model import longest_input, open_encoder
from depeche.training.trainer import build_trainer

#: Steps that are not timed: memory is still being laid out.
WARM_UP = 8
PROFILED = 10


class PaddedTrainer(Trainer):
    """transformers' own loader: shuffled sentences, whatever their length."""


class PaddedCollator(Collator):
    """Pads every batch to the longest input allowed."""

    def __init__(self, pad_id: int, length: int) -> None:
        super().__init__(pad_id)
        self._length = length

    def __call__(self, examples: Sequence[dict[str, Any]]) -> dict[str, Any]:
        import torch

        batch = super().__call__(examples)
        room = self._length - batch["input_ids"].shape[1]
        for name, value in (("input_ids", self._pad_id), ("attention_mask", 0)):
            batch[name] = torch.nn.functional.pad(batch[name], (0, room), value=value)
        return batch


class Clock(TrainerCallback):
    """Seconds of each step after the first ones, the loader's included; a profile of some where asked."""

    def __init__(self, *, profiled: bool = False) -> None:
        self.seconds: list[float] = []
        self.profile = ""
        self._profiled = profiled
        self._profiler: Any = None
        self._last = 0.0

    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        now = time.perf_counter()
        if state.global_step > WARM_UP:
            self.seconds.append(now - self._last)
        if self._profiled and state.global_step == WARM_UP:
            from torch.profiler import ProfilerActivity, profile

            self._profiler = profile(activities=[ProfilerActivity.CPU])
            self._profiler.start()
        if self._profiler is not None and state.global_step == WARM_UP + PROFILED:
            self._profiler.stop()
            averages = self._profiler.key_averages()
            self.profile = averages.table(
                sort_by="self_cpu_time_total", row_limit=25, max_name_column_width=45
            )
            self._profiler = None
        self._last = time.perf_counter()


class Counted(Collator):
    """Another collator, and the pieces of sentences that it was given, padding not among them."""

    def __init__(self, inner: Collator) -> None:
        self._inner = inner
        self.pieces: list[int] = []

    def __call__(self, examples: Sequence[dict[str, Any]]) -> dict[str, Any]:
        self.pieces.append(sum(len(example["input_ids"]) for example in examples))
        return self._inner(examples)


def run(config: FinetuneConfig, steps: int | None, *, plain: bool, profiled: bool = False) -> dict[str, Any]:
    """One run of some steps, or to its end with evaluations; returns its rates and its score."""
    from transformers import set_seed

    set_seed(config.seed)
    model, tokenizer = open_encoder(config)
    encoding = encoding_settings(config, longest_input(model, tokenizer))
    training, validation = load_datasets(config, tokenizer, encoding)
    clock = Clock(profiled=profiled)
    trainer = build_trainer(config, model, tokenizer.pad_token_id, training, validation, [clock])
    counted = Counted(trainer.data_collator)
    if plain:
        ours = trainer
        counted = Counted(PaddedCollator(tokenizer.pad_token_id, encoding.max_length))
        trainer = PaddedTrainer(
            model=model,
            args=ours.args,
            train_dataset=training,
            eval_dataset=validation,
            compute_metrics=ours.compute_metrics,
            compute_loss_func=ours.compute_loss_func,
            optimizers=(ours.optimizer, None),
            callbacks=[clock],
        )
    trainer.data_collator = counted
    if steps is not None:
        trainer.args.max_steps = steps
        trainer.args.eval_strategy = trainer.args.save_strategy = "no"
        trainer.args.load_best_model_at_end = False
    output = trainer.train()
    trained, seconds = counted.pieces[WARM_UP : WARM_UP + len(clock.seconds)], sum(clock.seconds)
    return {
        "sentences_a_second": len(clock.seconds) * trainer.args.per_device_train_batch_size / seconds,
        "pieces_a_second": sum(trained) / seconds,
        "ms_a_step": 1000 * statistics.median(clock.seconds),
        "macro_f1": trainer.state.best_metric,
        "minutes": output.metrics["train_runtime"] / 60,
        "profile": clock.profile,
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("overrides", nargs="*", help="changes to our run, as training.precision=fp32")
    parser.add_argument("--config", default="configs/compact.yaml")
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--score", action="store_true", help="train both to their end")
    parser.add_argument("--epochs", type=float, help="of both, with --score; by default the configuration's")
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--out", type=Path, default=Path("runs/benchmarks/training_speed.json"))
    options = parser.parse_args()
    systems: dict[str, list[dict[str, Any]]] = {"depeche train": [], "plain loop": []}
    with TemporaryDirectory() as scratch:
        # Both learn for the same number of steps.
        shared = [f"output_dir={scratch}/run", "training.early_stopping_patience=null"]
        if options.epochs is not None:
            shared.append(f"training.epochs={options.epochs}")
        ours = load_finetune_config(options.config, [*shared, *options.overrides])
        plain = load_finetune_config(options.config, [*shared, "training.precision=fp32"])
        if options.profile:
            result = run(ours, WARM_UP + PROFILED + 2, plain=False, profiled=True)
            print(result["profile"])
            return
        steps = None if options.score else options.steps
        for _ in range(1 if options.score else options.rounds):
            systems["depeche train"].append(run(ours, steps, plain=False))
            systems["plain loop"].append(run(plain, steps, plain=True))
    ratios = [
        a["sentences_a_second"] / b["sentences_a_second"] for a, b in zip(*systems.values(), strict=True)
    ]
    rows = [[name, *_cells(results)] for name, results in systems.items()]
    print(f"{processor()}; {options.config}, {'to the end' if steps is None else f'{steps} steps'}.\n")
    head = ["loop", "sentences/s", "pieces/s, without padding", "ms a step", "minutes", "validation macro-F1"]
    print(table(head, rows))
    print(f"\nRatio, round by round: {', '.join(f'{r:.2f}' for r in ratios)} (expected ≥ 2)")
    options.out.parent.mkdir(parents=True, exist_ok=True)
    result = {"processor": processor(), "systems": systems, "ratios": ratios}
    options.out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


def _cells(results: Sequence[dict[str, Any]]) -> list[str]:
    def median(key: str) -> float:
        return statistics.median(result[key] for result in results)

    score = results[0]["macro_f1"]
    return [
        f"{median('sentences_a_second'):.0f}",
        f"{median('pieces_a_second'):,.0f}",
        f"{median('ms_a_step'):.0f}",
        f"{median('minutes'):.1f}",
        "" if score is None else f"{score:.3f}",
    ]


if __name__ == "__main__":
    main()
