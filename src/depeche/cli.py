"""The command line: arguments in, exit status out; the work is done by the modules it calls."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from depeche.cli_corpus import corpus_app, data_app
from depeche.cli_tag import Backend, segment, tag
from depeche.cli_voices import voices_app
from depeche.errors import DepecheError

app = typer.Typer(
    name="depeche",
    help="Who vouches for each sentence of a French news text? It says who vouches; it checks no fact.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(corpus_app, name="corpus")
app.add_typer(data_app, name="data")
app.add_typer(voices_app, name="voices")
app.command()(tag)
app.command()(segment)

Config = Annotated[Path, typer.Option("--config", help="A YAML file of configs/.")]
Overrides = Annotated[list[str] | None, typer.Argument(help="Changes to the file, as training.epochs=2")]
Data = Annotated[
    list[Path] | None, typer.Option("--data", help="Labelled articles: files or folders; may be repeated.")
]


@app.command()
def train(
    overrides: Overrides = None,
    config: Config = Path("configs/compact.yaml"),
    resume: Annotated[bool, typer.Option("--resume", help="Go on with an interrupted run.")] = False,
) -> None:
    """Fine-tune an encoder, evaluate it on the test split, and tag an article with it."""
    from depeche.config import load_finetune_config
    from depeche.training.run import run_training

    run_training(load_finetune_config(config, overrides or []), resume=resume)


@app.command()
def pretrain(
    overrides: Overrides = None,
    config: Config = Path("configs/pretrain/compact.yaml"),
    resolve: Annotated[
        Path | None, typer.Option(help="Only check; write the resolved run here, as JSON.")
    ] = None,
) -> None:
    """Train an encoder from raw text, or adapt one to an archive; a run that stopped goes on where it was."""
    from depeche.config import load_pretrain_config

    settings = load_pretrain_config(config, overrides or [])
    if resolve is not None:
        from depeche.files import replacing

        with replacing(resolve) as out:
            out.write(settings.model_dump_json(indent=2) + "\n")
        return
    from depeche.pretraining.run import pretrain as run

    result = run(settings)
    typer.echo(
        f"held-out loss {result['held_out_loss']:.3f}; "
        f"the encoder is in {Path(settings.output_dir) / 'encoder'}"
    )


@app.command()
def search(
    overrides: Overrides = None,
    config: Config = Path("configs/search/compact.yaml"),
) -> None:
    """Search for the hyper-parameters of a fine-tuning run; a search that stopped goes on where it was."""
    from depeche.config import load_search_config
    from depeche.training.search import BEST_FILE
    from depeche.training.search import search as run

    settings = load_search_config(config, overrides or [])
    study = run(settings)
    typer.echo(
        f"{len(study.trials)} trials, best validation macro-F1 {study.best_value:.4f} in trial "
        f"{study.best_trial.number}: {Path(settings.output_dir) / BEST_FILE}"
    )


@app.command()
def evaluate(
    checkpoint: Annotated[str, typer.Argument(help="A checkpoint folder or Hub id.")],
    data: Data = None,
    split: Annotated[str | None, typer.Option(help="By default test, where the data has splits.")] = None,
    compare: Annotated[str | None, typer.Option(help="A second checkpoint, for a paired test.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the report; by default the checkpoint's.")
    ] = None,
    samples: Annotated[int, typer.Option(min=100, help="Bootstrap samples.")] = 1000,
    backend: Backend = "auto",
    behaviour: Annotated[
        Path | None, typer.Option(help="Run the behaviour tests of this folder instead (data/behaviour).")
    ] = None,
) -> None:
    """Score a checkpoint on labelled articles, beside two baselines, or against a second checkpoint."""
    if behaviour is not None:
        if data or split or compare:
            raise DepecheError(
                "--behaviour runs the tests of its own folder: leave out --data, --split, --compare"
            )
        from depeche.evaluation.command import run_behaviour_tests

        run_behaviour_tests(checkpoint, behaviour, out, backend)
        return
    from depeche.evaluation.command import run_evaluation

    run_evaluation(checkpoint, data or [], split, compare, out, samples, backend)


@app.command()
def export(
    checkpoint: Annotated[Path, typer.Argument(help="A checkpoint folder.")],
    data: Data = None,
    precision: Annotated[str, typer.Option(help="fp32, int8 or both.")] = "both",
    half: Annotated[
        bool, typer.Option("--half", help="Store model.safetensors in half precision first.")
    ] = False,
) -> None:
    """Write model.onnx (8 bits) and model.fp32.onnx into a checkpoint, each checked against torch."""
    from depeche.export.command import run_export

    run_export(checkpoint, data or [], precision, half=half)


@app.command()
def agreement(
    readings: Annotated[Path, typer.Argument(help="A CSV file of two readings, or a folder of them.")] = Path(
        "data/agreement"
    ),
) -> None:
    """Print how far two separate readings of the same sentences agree, by source, class and rule."""
    from depeche.corpus.agreement import agreement_markdown, read_readings

    typer.echo(agreement_markdown(read_readings(readings)), nl=False)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit status: 0, 1 (findings), 2 (bad input), 130 (interrupted)."""
    try:
        status = app(arguments, standalone_mode=False)
    except DepecheError as error:
        print(f"depeche: {error}", file=sys.stderr)
        return 2
    except typer.Exit as stop:
        return int(stop.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        print("depeche: interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:
        sys.stderr.close()  # the reader of a pipe left: nothing to say
        return 0
    except typer.TyperException as error:
        print(f"depeche: {error.format_message()} (see depeche --help)", file=sys.stderr)
        return error.exit_code
    except OSError as error:
        print(f"depeche: {error.filename or ''}: {error.strerror}", file=sys.stderr)
        return 2
    except ModuleNotFoundError as error:
        if (error.name or "depeche").startswith("depeche"):
            raise
        print(f"depeche: this needs {error.name}: pip install 'depeche[train]'", file=sys.stderr)
        return 2
    return status if isinstance(status, int) else 0


if __name__ == "__main__":
    sys.exit(main())
