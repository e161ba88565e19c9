"""The commands `depeche voices`, which train and score what finds sources and cues; options of tagging."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

voices_app = typer.Typer(
    help="Sources and cues of attributed sentences: train and score.", no_args_is_help=True
)

Config = Annotated[Path, typer.Option("--config", help="A YAML file of configs/voices/.")]
Overrides = Annotated[list[str] | None, typer.Argument(help="Changes to the file, as training.epochs=2")]
# Options of `depeche tag`.
Voices = Annotated[bool, typer.Option("--voices", help="Name source and cue of each attributed sentence.")]
VoiceMapFile = Annotated[
    Path | None,
    typer.Option("--voice-map", help="Write here, as JSONL, how many sentences each voice got."),
]
VoicesCheckpoint = Annotated[
    str | None,
    typer.Option("--voices-checkpoint", help="What finds them: a folder or Hub id; by default the bundled."),
]
DEFAULT = Path("configs/voices/compact-voices.yaml")


@voices_app.command("train")
def voices_train(overrides: Overrides = None, config: Config = DEFAULT) -> None:
    """Fine-tune an encoder on gold spans, write model.onnx, and score it on the test sentences."""
    from depeche.config import load_voices_config
    from depeche.evaluation.voice_command import run_voice_evaluation
    from depeche.training.voices import train_voices

    settings = load_voices_config(config, overrides or [])
    folder = train_voices(settings)
    run_voice_evaluation(str(folder), Path(settings.data.test), folder, settings.evaluation.bootstrap_samples)


@voices_app.command("cross-validate")
def voices_cross_validate(overrides: Overrides = None, config: Config = DEFAULT) -> None:
    """Score a configuration within its training sentences, article by article held out."""
    from depeche.config import load_voices_config
    from depeche.training.voice_folds import cross_validate, shown

    typer.echo(shown(cross_validate(load_voices_config(config, overrides or []))))


@voices_app.command("evaluate")
def voices_evaluate(
    checkpoint: Annotated[str, typer.Argument(help="A checkpoint folder or Hub id.")],
    data: Annotated[Path | None, typer.Option(help="Gold spans; by default those of its own run.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for metrics.json; by default the checkpoint's.")
    ] = None,
    samples: Annotated[int, typer.Option(min=100, help="Bootstrap samples.")] = 1000,
) -> None:
    """Score a checkpoint on gold spans, beside a list of cues."""
    from depeche.evaluation.voice_command import run_voice_evaluation

    run_voice_evaluation(checkpoint, data, out, samples)
