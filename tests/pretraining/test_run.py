from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from depeche.config import PretrainConfig, load_finetune_config
from depeche.errors import DepecheError
from depeche.pretraining import loop, objectives, run
from depeche.pretraining.encoder import open_encoder
from depeche.pretraining.run import main, pretrain

CONFIGS = Path(__file__).parents[2] / "configs"
Build = Callable[..., PretrainConfig]
STARTS = ("scratch", "camembert", "deberta", "modernbert")


@pytest.fixture
def start(tiny_encoders: dict[str, Path]) -> Callable[[str], list[str]]:
    """Overrides that start from scratch, or from the tiny encoder of a family."""
    return lambda name: [] if name == "scratch" else [f"encoder.init_from={tiny_encoders[name]}"]


def without_seconds(result: dict[str, float]) -> dict[str, float]:
    return {name: value for name, value in result.items() if name != "seconds"}


def state(folder: Path) -> dict[str, Any]:
    import torch

    return torch.load(folder / "checkpoint.pt", weights_only=True)["model"]


@pytest.mark.parametrize("name", STARTS)
def test_a_run_writes_an_encoder_that_opens_everywhere(
    name: str, tiny_settings: Build, start: Callable[[str], list[str]]
) -> None:
    import torch
    from transformers import AutoModel, AutoModelForMaskedLM, AutoTokenizer

    from depeche.training.model import open_encoder as open_for_finetuning

    settings = tiny_settings(*start(name))
    result = pretrain(settings)
    folder = Path(settings.output_dir)
    assert json.loads((folder / "result.json").read_text(encoding="utf-8")) == result
    assert result["steps"] == 40
    encoder = folder / "encoder"
    assert AutoModelForMaskedLM.from_pretrained(encoder).dtype == torch.float32  # stored in half
    tokenizer = AutoTokenizer.from_pretrained(encoder)
    ids = torch.tensor([tokenizer("Le maire annonce la grève.")["input_ids"]])
    bare = AutoModel.from_pretrained(encoder, dtype=torch.float32).eval()
    finetuned, _ = open_for_finetuning(
        load_finetune_config(CONFIGS / "smoke.yaml", [f"model.name_or_path={encoder}"])
    )
    finetuned.eval()
    with torch.no_grad():
        hidden = bare(input_ids=ids).last_hidden_state
        assert torch.equal(finetuned.base_model(input_ids=ids).last_hidden_state, hidden)
        assert finetuned(input_ids=ids).logits.shape == (1, 3)
    trained = state(folder)
    for key, tensor in AutoModelForMaskedLM.from_pretrained(encoder).state_dict().items():
        assert torch.equal(tensor, trained[key].half().float()), key


@pytest.mark.parametrize("name", STARTS[1:])
def test_adapting_lowers_the_loss_on_text_of_the_archive(
    name: str, tiny_settings: Build, start: Callable[[str], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    before: list[float] = []
    original = loop.Pretrainer.run

    def evaluate_first(trainer: loop.Pretrainer) -> dict[str, float]:
        before.append(trainer.evaluate()["held_out_loss"])
        return original(trainer)

    monkeypatch.setattr(loop.Pretrainer, "run", evaluate_first)
    settings = tiny_settings(
        *start(name),
        "corpus.press=[]",
        "corpus.splits=null",
        "schedule.phases=[{until: 1.0, sequence_length: 32, press_share: 0}]",
    )
    assert pretrain(settings)["held_out_loss"] < before[0] - 0.3
    assert not (Path(settings.output_dir) / "press.uint16").exists()


def test_a_run_killed_in_training_ends_like_one_that_was_not(
    tiny_settings: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    whole = pretrain(tiny_settings(f"output_dir={tmp_path / 'whole'}"))
    settings = tiny_settings("run.checkpoint_minutes=60")  # nothing but the start is saved
    original = objectives.masked_loss
    calls: list[None] = []

    def die(*arguments: Any) -> Any:
        calls.append(None)
        if len(calls) == 10:
            raise KeyboardInterrupt
        return original(*arguments)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(objectives, "masked_loss", die)
        pretrain(settings)

    def again(*_: Any, **__: Any) -> None:
        raise AssertionError("a finished stage is done again")

    for stage in ("train_tokenizer", "pack", "train_word_vectors"):
        monkeypatch.setattr(run, stage, again)
    resumed = pretrain(tiny_settings("run.checkpoint_minutes=60"))
    assert without_seconds(resumed) == without_seconds(whole)
    weights = state(Path(settings.output_dir))
    for name, tensor in state(tmp_path / "whole").items():
        assert torch.equal(tensor, weights[name]), name


def test_a_finished_run_says_so_and_does_not_train_again(
    tiny_settings: Build, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = tiny_settings()
    result = pretrain(settings)
    folder = Path(settings.output_dir)
    encoder = (folder / "encoder" / "model.safetensors").read_bytes()
    (folder / "encoder" / "model.safetensors").unlink()
    monkeypatch.setattr(loop.Pretrainer, "_step", None)
    capsys.readouterr()
    assert pretrain(settings) == result
    assert "the run has been finished; it is evaluated and saved again, at step 40" in capsys.readouterr().out
    assert (folder / "encoder" / "model.safetensors").read_bytes() == encoder


def test_a_folder_of_another_run_is_refused(tiny_settings: Build) -> None:
    pretrain(tiny_settings("schedule.budget_tokens=256"))
    with pytest.raises(DepecheError, match=r"begun with another encoder\.num_layers"):
        pretrain(tiny_settings("schedule.budget_tokens=256", "encoder.num_layers=1"))


def test_after_a_first_attempt_that_failed_settings_may_change(tiny_settings: Build) -> None:
    with pytest.raises(DepecheError, match=r"not the 5,000 of tokenizer\.vocab_size"):
        pretrain(tiny_settings("schedule.budget_tokens=256", "tokenizer.vocab_size=5000"))
    assert pretrain(tiny_settings("schedule.budget_tokens=256"))["steps"] == 1


def test_held_out_text_is_never_trained_on(
    tiny_settings: Build, raw_text: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first twentieth of the text has a letter of its own, and a tenth is held out."""
    rest = (raw_text / "general.txt").read_text(encoding="utf-8")
    text = tmp_path / "general.txt"
    text.write_text("ж ж ж ж ж\n" * (len(rest) // 200) + "\n" + rest, encoding="utf-8")
    seen: dict[bool, set[int]] = {True: set(), False: set()}
    vectors: list[np.ndarray] = []
    original, train_vectors = objectives.masked_loss, run.train_word_vectors

    def spy(model: Any, inputs: Any, originals: Any, chosen: Any) -> Any:
        seen[model.training] |= set(originals.unique().tolist())
        return original(model, inputs, originals, chosen)

    def spy_on_vectors(stream: np.ndarray, *arguments: Any, **options: Any) -> Any:
        vectors.append(np.unique(stream))
        return train_vectors(stream, *arguments, **options)

    monkeypatch.setattr(objectives, "masked_loss", spy)  # of training
    monkeypatch.setattr(loop, "masked_loss", spy)  # of evaluation
    monkeypatch.setattr(run, "train_word_vectors", spy_on_vectors)
    settings = tiny_settings(f"corpus.general=[{text}]", "schedule.batch_tokens=2048")
    pretrain(settings)
    tokenizer = run.load_tokenizer(Path(settings.output_dir) / "encoder")
    own = {id for piece, id in tokenizer.get_vocab().items() if "ж" in piece}
    assert own & seen[False]
    assert not own & seen[True]
    assert not own & set(vectors[0].tolist())


def test_documents_marked_test_are_neither_packed_nor_in_the_tokenizer(
    tiny_settings: Build, tmp_path: Path
) -> None:
    rows = [
        {"doc_id": "a", "text": "Rien du tout, dit la préfète. " * 5},
        {"doc_id": "b", "text": "ж " * 200},
    ]
    (tmp_path / "press.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (tmp_path / "splits.json").write_text('{"press": {"a": "train", "b": "test"}}', encoding="utf-8")
    files = [f"corpus.press=[{tmp_path / 'press.jsonl'}]", f"corpus.splits={tmp_path / 'splits.json'}"]
    for more in ([], [f"corpus.general=[{tmp_path / 'press.jsonl'},{tmp_path / 'general.txt'}]"]):
        (tmp_path / "general.txt").write_text(
            Path(tiny_settings().corpus.general[0]).read_text(encoding="utf-8"), encoding="utf-8"
        )
        folder = tmp_path / f"run-{len(more)}"
        pretrain(tiny_settings("schedule.budget_tokens=256", f"output_dir={folder}", *files, *more))
        tokenizer = run.load_tokenizer(folder / "encoder")
        assert not [piece for piece in tokenizer.get_vocab() if "ж" in piece]
        for name in ("general", "press"):
            assert tokenizer.unk_token_id not in np.fromfile(folder / f"{name}.uint16", dtype=np.uint16)


def test_errors_say_which_text(tiny_settings: Build, tmp_path: Path) -> None:
    (tmp_path / "press.jsonl").write_text('{"doc_id": "a", "text": "Bonjour."}\n', encoding="utf-8")
    (tmp_path / "splits.json").write_text('{"press": {"a": "test"}}', encoding="utf-8")
    with pytest.raises(DepecheError, match=r"^corpus\.press: there is no text to pack; .* marked 'train'"):
        pretrain(
            tiny_settings(
                f"corpus.press=[{tmp_path / 'press.jsonl'}]", f"corpus.splits={tmp_path / 'splits.json'}"
            )
        )


def test_too_little_text_is_said_before_training(tiny_settings: Build, tmp_path: Path) -> None:
    with pytest.raises(DepecheError, match="10 tokens of held-out text .* too few for windows of 16"):
        pretrain(tiny_settings("corpus.max_tokens=100"))


def test_windows_longer_than_the_encoder_allows(
    tiny_settings: Build, start: Callable[[str], list[str]]
) -> None:
    phases = "schedule.phases=[{until: 1.0, sequence_length: 256, press_share: 0}]"
    with pytest.raises(DepecheError, match="has 128 positions"):
        pretrain(tiny_settings(*start("camembert"), phases))


def test_full_precision_on_request(tiny_settings: Build) -> None:
    import torch
    from transformers import AutoModelForMaskedLM

    settings = tiny_settings("schedule.budget_tokens=256", "run.save_half=false")
    pretrain(settings)
    encoder = Path(settings.output_dir) / "encoder"
    assert AutoModelForMaskedLM.from_pretrained(encoder).dtype == torch.float32
    open_encoder(str(encoder), 512)


def resolve(overrides: list[str], path: Path) -> Path:
    from depeche.cli import main as command_line

    config = ["--config", str(CONFIGS / "pretrain" / "smoke.yaml"), "--resolve", str(path)]
    assert command_line(["pretrain", *config, *overrides]) == 0
    return path


def test_a_resolved_configuration_runs_where_only_torch_and_transformers_are(
    overrides: list[str], tmp_path: Path
) -> None:
    resolved = resolve([*overrides, "schedule.budget_tokens=512"], tmp_path / "resolved.json")
    absent = ("pydantic", "typer", "datasets", "evaluate", "sklearn", "pandas", "accelerate", "onnxruntime")
    program = (
        f"import runpy, sys; sys.modules.update(dict.fromkeys({absent!r})); "
        "runpy.run_module('depeche.pretraining.run', run_name='__main__', alter_sys=True)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(resolved)],
        cwd=CONFIGS.parent / "src",
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "run" / "result.json").read_text(encoding="utf-8"))["steps"] == 2


def test_the_same_run_resolved_or_not(overrides: list[str], tiny_settings: Build, tmp_path: Path) -> None:
    few = "schedule.budget_tokens=512"
    result = pretrain(tiny_settings(few))
    resolved = resolve([*overrides, few, f"output_dir={tmp_path / 'other'}"], tmp_path / "resolved.json")
    assert main([str(resolved)]) == 0
    other = json.loads((tmp_path / "other" / "result.json").read_text(encoding="utf-8"))
    assert without_seconds(other) == without_seconds(result)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "No such file or directory; write it with depeche pretrain --resolve"),
        ("name: smoke\nseed: 1\n", "not JSON: .*; write it with depeche pretrain --resolve"),
        ('{"seed": 1, "output_dir": "x"}', "no run, corpus, .*; write it anew"),
    ],
)
def test_what_is_no_resolved_configuration(
    content: str | None, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "resolved.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    assert main([str(path)]) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"depeche: {path}: ")
    assert re.search(message, error)


def test_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "usage: python -m depeche.pretraining.run resolved.json" in capsys.readouterr().err
