from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from depeche.config import PretrainConfig
from depeche.errors import DepecheError
from depeche.pretraining import loop, objectives
from depeche.pretraining.encoder import open_encoder
from depeche.pretraining.loop import Pretrainer

FAMILIES = ("camembert", "deberta", "modernbert")
Build = Callable[..., Pretrainer]


@pytest.fixture
def pretrainer(
    tiny_settings: Callable[..., PretrainConfig],
    tiny_encoders: dict[str, Path],
    streams: dict[str, np.ndarray],
    tmp_path: Path,
) -> Build:
    """Builds a trainer of 40 steps over streams without held-out text."""

    def build(*overrides: str, family: str = "camembert", folder: str = "run") -> Pretrainer:
        model, tokenizer = open_encoder(str(tiny_encoders[family]), 32)
        (tmp_path / folder).mkdir(exist_ok=True)
        general = streams["general"]
        parts = {"general": general[1000:], "press": streams["press"]}
        return Pretrainer(
            model, tokenizer, parts, general[:1000], tiny_settings(*overrides), tmp_path / folder
        )

    return build


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Collects the windows, before corruption, of every training step."""
    windows: list[Any] = []
    original = objectives.masked_loss

    def spy(model: Any, inputs: Any, originals: Any, chosen: Any) -> Any:
        if model.training:
            windows.append(originals.numpy())
        return original(model, inputs, originals, chosen)

    monkeypatch.setattr(objectives, "masked_loss", spy)
    return windows


@pytest.mark.parametrize("optimizer", ["muon", "adamw"])
@pytest.mark.parametrize("family", FAMILIES)
def test_the_loss_falls(family: str, optimizer: str, pretrainer: Build) -> None:
    rate = 0.02 if optimizer == "muon" else 0.005
    trainer = pretrainer(
        f"optimization={{optimizer: {optimizer}, learning_rate: {rate}, embedding_learning_rate: 0.005}}",
        family=family,
    )
    before = trainer.evaluate()
    after = trainer.run()
    assert after["held_out_loss"] < before["held_out_loss"] - 0.5
    assert after["held_out_accuracy"] > before["held_out_accuracy"]
    assert (after["tokens"], after["steps"]) == (10_240, 40)
    assert after["seconds"] > 0


def weights(trainer: Pretrainer) -> dict[str, Any]:
    return trainer.model.state_dict()


@pytest.mark.parametrize("family", FAMILIES)
def test_a_killed_run_ends_where_an_uninterrupted_one_does(
    family: str, pretrainer: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    whole = pretrainer("run.checkpoint_minutes=0", family=family, folder="whole")
    assert whole.model.config.to_dict().get("hidden_dropout_prob", 0.1) > 0  # dropout is drawn, too
    result = whole.run()

    killed = pretrainer("run.checkpoint_minutes=0", family=family, folder="killed")
    save, original = killed.save, objectives.masked_loss

    def save_only_early() -> None:  # so that steps are lost
        if killed.progress.step <= 23:
            save()

    def die_at_step_26(*arguments: Any) -> Any:
        if killed.progress.step == 26:
            raise KeyboardInterrupt
        return original(*arguments)

    monkeypatch.setattr(killed, "save", save_only_early)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(objectives, "masked_loss", die_at_step_26)
        killed.run()

    resumed = pretrainer("run.checkpoint_minutes=0", family=family, folder="killed")
    torch.manual_seed(123)  # another process would have drawn otherwise
    assert resumed.resume()
    assert resumed.progress.step == 23
    again = resumed.run()
    assert {name: again[name] for name in again if name != "seconds"} == {
        name: result[name] for name in result if name != "seconds"
    }
    for name, tensor in weights(whole).items():
        assert torch.equal(tensor, weights(resumed)[name]), name


def test_nothing_to_resume(pretrainer: Build) -> None:
    assert not pretrainer().resume()


def test_a_finished_run_trains_no_further(pretrainer: Build, seen: list[Any]) -> None:
    result = pretrainer("schedule.budget_tokens=1024").run()
    del seen[:]
    again = pretrainer("schedule.budget_tokens=1024")
    assert again.resume()
    assert again.run() == result
    assert not seen


@pytest.fixture
def ticking_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock on which each step takes a second."""
    seconds: Iterator[int] = count()
    monkeypatch.setattr(loop, "time", SimpleNamespace(monotonic=lambda: float(next(seconds))))


MINUTES = ("schedule.budget_tokens=null", "schedule.budget_minutes=0.1")


@pytest.mark.usefixtures("ticking_clock")
def test_a_budget_in_minutes_ends_and_counts_all_sessions(pretrainer: Build) -> None:
    assert pretrainer(*MINUTES).run()["steps"] == 6
    trainer = pretrainer(*MINUTES, folder="second")
    trainer.progress.seconds = 4.0
    trainer.save()
    resumed = pretrainer(*MINUTES, folder="second")
    resumed.resume()
    result = resumed.run()
    assert (result["steps"], result["seconds"]) == (2, 6.0)


def test_windows_are_mixed_as_the_phases_say(pretrainer: Build, seen: list[Any]) -> None:
    trainer = pretrainer("schedule.budget_tokens=2048")
    trainer.streams = {
        "general": np.full(500, 50, dtype=np.uint16),
        "press": np.full(500, 60, dtype=np.uint16),
    }
    trainer.run()
    assert [batch.shape for batch in seen] == [(16, 16)] * 4 + [(8, 32)] * 4
    assert [int((batch[:, 1] == 60).sum()) for batch in seen] == [4] * 8
    assert {id for batch in seen for id in np.unique(batch).tolist()} == {0, 2, 50, 60}


@pytest.mark.parametrize(("share", "press"), [(0, 0), (1, 16)])
def test_windows_of_one_stream_alone(share: int, press: int, pretrainer: Build, seen: list[Any]) -> None:
    phases = f"schedule.phases=[{{until: 1.0, sequence_length: 16, press_share: {share}}}]"
    trainer = pretrainer("schedule.budget_tokens=256", phases)
    trainer.streams["press"] = np.full(500, 60, dtype=np.uint16)
    trainer.run()
    assert [int((batch[:, 1:-1] == 60).all(1).sum()) for batch in seen] == [press]


def test_batches_differ_from_step_to_step_and_with_the_seed(pretrainer: Build, seen: list[Any]) -> None:
    for seed in (1, 1, 2):
        pretrainer("schedule.budget_tokens=1024", f"seed={seed}", folder=f"run-{len(seen)}").run()
    first, second, again, other = (seen[step] for step in (0, 1, 4, 8))
    assert (first == again).all()
    assert (first != second).any()
    assert (first != other).any()


@pytest.mark.parametrize("family", FAMILIES)
def test_steps_in_bf16_and_evaluation_in_fp32(family: str, pretrainer: Build) -> None:
    import torch

    full, half = (pretrainer(f"run.bf16={bf16}", family=family, folder=bf16) for bf16 in ("false", "true"))
    assert full.evaluate() == half.evaluate()
    start = full.evaluate()["held_out_loss"]
    results = [trainer.run() for trainer in (full, half)]
    assert {parameter.dtype for parameter in half.model.parameters()} == {torch.float32}
    assert any(not torch.equal(weights(full)[name], weights(half)[name]) for name in weights(full))
    assert results[1]["held_out_loss"] == pytest.approx(results[0]["held_out_loss"], abs=0.1)
    assert results[1]["held_out_loss"] < start


def test_evaluation_draws_nothing_from_chance_and_leaves_training_mode_on(pretrainer: Build) -> None:
    trainer = pretrainer()
    assert trainer.evaluate() == trainer.evaluate()
    assert trainer.model.training


def test_a_loss_that_is_no_number_stops_the_run_and_spoils_no_checkpoint(pretrainer: Build) -> None:
    import torch

    trainer = pretrainer()
    trainer.save()
    with torch.no_grad():
        next(trainer.model.parameters()).fill_(float("nan"))
    with pytest.raises(DepecheError, match="loss at step 0 is nan; .* lower the learning rates"):
        trainer.run()
    intact = pretrainer()
    intact.resume()
    assert np.isfinite(intact.evaluate()["held_out_loss"])


def test_a_kill_while_saving_leaves_the_checkpoint_before(
    pretrainer: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    trainer = pretrainer()
    trainer.progress.step = 5
    trainer.save()
    trainer.progress.step = 6

    def die(state: Any, out: Any) -> None:
        out.write(b"half of it")
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(torch, "save", die)
        trainer.save()
    assert [path.name for path in trainer.folder.iterdir()] == ["checkpoint.pt"]
    trainer.resume()
    assert trainer.progress.step == 5


def test_lines_of_progress(pretrainer: Build, capsys: pytest.CaptureFixture[str]) -> None:
    trainer = pretrainer("run.log_every_steps=2", "optimization.warmup=0.5")
    trainer.run()
    rows = [json.loads(line) for line in (trainer.folder / "progress.jsonl").open(encoding="utf-8")]
    assert [row["step"] for row in rows] == list(range(2, 41, 2))
    assert [row["step"] for row in rows if "held_out_loss" in row] == [20, 40]
    rates = {row["step"]: row["learning_rate"] for row in rows}
    # The line after step n shows the rate of step n, of which n - 1 of 40 are done before.
    peak = trainer.settings.optimization.learning_rate
    assert [rates[2], rates[20], rates[40]] == pytest.approx([peak / 20, peak * 19 / 20, peak / 20])
    assert capsys.readouterr().out.count("tokens/s") == 20


@pytest.mark.parametrize(
    ("tokens", "message"),
    [
        ({"held_out": 10}, "10 tokens of held-out text .* too few for windows of 16"),
        ({"general": 20}, "20 tokens of general text are too few for windows of 32"),
        ({"press": 20}, "20 tokens of press text are too few for windows of 32"),
    ],
)
def test_too_little_text_for_a_phase_is_said_before_the_first(
    tokens: dict[str, int], message: str, pretrainer: Build
) -> None:
    whole = pretrainer()
    parts = {**whole.streams, "held_out": whole.held_out}
    parts |= {name: parts[name][:count] for name, count in tokens.items()}
    held_out = parts.pop("held_out")
    with pytest.raises(DepecheError, match=message):
        Pretrainer(whole.model, whole.tokenizer, parts, held_out, whole.settings, whole.folder)


def test_a_tokenizer_without_bos_and_eos(pretrainer: Build, seen: list[Any]) -> None:
    trainer = pretrainer("schedule.budget_tokens=256", family="modernbert")
    trainer.tokenizer.bos_token = trainer.tokenizer.eos_token = None
    trainer.run()
    assert set(seen[0][:, 0]) == {0}
    assert set(seen[0][:, -1]) == {2}
