from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from depeche.config import FinetuneConfig
from depeche.training.data import Collator, TwiceCollator
from depeche.training.trainer import loss_function

Build = Callable[..., FinetuneConfig]
LABELS = torch.tensor([0, 2])
LOGITS = torch.tensor([[1.0, 0.0, 0.0], [0.0, 0.5, 2.0]])


def loss(config: FinetuneConfig, logits: torch.Tensor, labels: torch.Tensor) -> float:
    return float(loss_function(config, [])({"logits": logits}, labels, labels.numel()))


def test_the_second_half_of_a_batch_repeats_the_first() -> None:
    examples = [{"input_ids": [1, 2, 3], "labels": 0}, {"input_ids": [1, 3], "labels": 2}]
    once, twice = Collator(0)(examples), TwiceCollator(0)(examples)
    for name, values in once.items():
        assert torch.equal(twice[name], torch.cat([values, values]))


def test_r_drop_of_equal_halves_is_the_plain_loss(tiny_run: Build) -> None:
    plain = loss(tiny_run(), LOGITS, LABELS)
    twice = LOGITS.repeat(2, 1), LABELS.repeat(2)
    assert loss(tiny_run("training.r_drop=3"), *twice) == pytest.approx(plain)


def test_r_drop_adds_the_mean_divergence_of_both_directions(tiny_run: Build) -> None:
    other = torch.tensor([[0.0, 1.0, 0.0], [0.0, 0.5, 2.0]])
    logits, labels = torch.cat([LOGITS, other]), LABELS.repeat(2)
    plain = loss(tiny_run(), logits, labels)
    p, q = LOGITS[0].softmax(-1), other[0].softmax(-1)
    # The mean of two directions, and of two rows of which the second does not differ.
    divergence = float(((p - q) * (p.log() - q.log())).sum()) / 2 / 2
    assert loss(tiny_run("training.r_drop=3"), logits, labels) == pytest.approx(plain + 3 * divergence)
    with torch.no_grad():
        assert loss(tiny_run("training.r_drop=3"), logits, labels) == pytest.approx(plain)


def test_a_run_with_r_drop_and_second_labels_learns(tiny_run: Build, tmp_path: Path) -> None:
    from depeche.training.finetune import train

    result = train(tiny_run("training.r_drop=1", "training.secondary_share=0.2", "training.max_steps=4"))
    assert result.steps == 4 and (result.folder / "model.safetensors").is_file()
