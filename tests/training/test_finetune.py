from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from depeche.config import FinetuneConfig
from depeche.errors import DepecheError
from depeche.inference.tagger import Tagger
from depeche.labels import LABELS
from depeche.training.finetune import train

Build = Callable[..., FinetuneConfig]


def losses(folder: Path) -> list[tuple[int, str, float]]:
    rows = [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]
    return [
        (row["step"], key, row[key])
        for row in rows
        for key in ("loss", "eval_loss", "eval_macro_f1")
        if key in row
    ]


@pytest.fixture
def learned(tiny_run: Build) -> tuple[FinetuneConfig, float]:
    config = tiny_run("training.epochs=8")
    return config, train(config).macro_f1


def test_learns_and_saves_what_the_tagger_opens(learned: tuple[FinetuneConfig, float]) -> None:
    config, macro_f1 = learned
    assert macro_f1 > 0.9  # the three kinds of invented sentences share no cue
    folder = Path(config.output_dir)
    stored = json.loads((folder / "config.json").read_text())
    assert [stored["id2label"][str(i)] for i in range(3)] == list(LABELS)
    record = json.loads((folder / "depeche.json").read_text())
    assert record["seed"] == config.seed and len(record["data_sha256"]) == 64
    assert record["config"]["training"]["epochs"] == 8
    tagger = Tagger.from_pretrained(folder)
    predictions = tagger.classify(
        [
            "Selon la préfecture, 20 personnes ont manifesté.",
            "Le pont, construit en 1920, relie les deux rives.",
        ]
    )
    assert [p.label for p in predictions] == ["attributed_claim", "factual_report"]


def test_opens_in_a_plain_pipeline_and_agrees_with_the_tagger(learned: tuple[FinetuneConfig, float]) -> None:
    from transformers import pipeline

    folder = learned[0].output_dir
    texts = ["L'attaque aurait fait 20 morts.", "Qui peut encore croire à ces 20 promesses ?"]
    tagger = Tagger.from_pretrained(folder)
    plain = pipeline("text-classification", model=folder, top_k=None)(texts)
    for rows, prediction in zip(plain, tagger.classify(texts), strict=True):
        assert {row["label"] for row in rows} == set(LABELS)
        assert rows[0]["label"] == prediction.label
        if tagger.checkpoint.temperature == 1.0:
            assert rows[0]["score"] == pytest.approx(prediction.score, abs=1e-4)


@pytest.mark.parametrize("stop_at", [8, 15])
def test_a_killed_run_resumed_ends_like_one_that_was_not(tiny_run: Build, stop_at: int) -> None:
    from transformers import TrainerCallback

    import depeche.training.trainer as trainer

    overrides = ("training.evals_per_epoch=2", "training.keep_checkpoints=3", "model.dropout=0.1")
    whole = tiny_run(*overrides, name="whole")
    straight = train(whole)

    class Kill(trainer.MetricsLog):
        def on_step_end(self, args, state, control, **_):  # type: ignore[no-untyped-def]
            super().on_step_end(args, state, control)
            if state.global_step == stop_at:
                raise KeyboardInterrupt

    assert issubclass(Kill, TrainerCallback)
    broken = tiny_run(*overrides, name="broken")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trainer, "MetricsLog", Kill)
        with pytest.raises(KeyboardInterrupt):
            train(broken)
    resumed = train(broken, resume=True)
    assert (resumed.macro_f1, resumed.best_step, resumed.temperature) == (
        straight.macro_f1,
        straight.best_step,
        straight.temperature,
    )
    assert losses(Path(broken.output_dir)) == losses(Path(whole.output_dir))


@pytest.mark.parametrize("family", ["camembert", "deberta", "modernbert"])
def test_every_family_trains_with_every_option(tiny_run: Build, family: str) -> None:
    config = tiny_run(
        "training.class_weights=balanced",
        "training.label_smoothing=0.1",
        "training.layerwise_decay=0.8",
        "training.head_learning_rate=0.01",
        "training.gradient_accumulation_steps=2",
        "training.max_steps=4",
        "training.precision=bf16",
        "model.dropout=0.2",
        "model.classifier_dropout=0.3",
        "model.freeze_embeddings=true",
        family=family,
    )
    result = train(config)
    assert result.steps == 4
    assert Tagger.from_pretrained(result.folder).tag("Une phrase. « Une autre », a-t-il dit.")


def test_onnx_files_of_an_earlier_run_do_not_stay(tiny_run: Build) -> None:
    config = tiny_run("training.max_steps=2")
    folder = Path(config.output_dir)
    folder.mkdir()
    for name in ("model.onnx", "model.fp32.onnx"):
        (folder / name).write_bytes(b"other weights")
    train(config)
    assert not list(folder.glob("*.onnx"))


def test_random_init_ignores_the_weights(tiny_run: Build) -> None:
    assert train(tiny_run("model.random_init=true", "training.max_steps=2")).steps == 2


@pytest.mark.parametrize(
    ("overrides", "says"),
    [
        (("encoding.max_length=200",), "more than the 128 pieces"),
        (
            ("data.train_split=apprentissage",),
            "no labelled article of the split 'apprentissage'; the corpus has: test",
        ),
        (("model.name_or_path=/nowhere/at/all",), "no such checkpoint folder"),
        (("data.paths=[/nowhere]",), "no such file"),
    ],
)
def test_a_run_that_cannot_be_says_why(tiny_run: Build, overrides: tuple[str, ...], says: str) -> None:
    with pytest.raises(DepecheError) as caught:
        train(tiny_run(*overrides))
    assert says in str(caught.value)


def test_nothing_to_resume(tiny_run: Build) -> None:
    with pytest.raises(DepecheError, match="nothing to resume"):
        train(tiny_run(), resume=True)
