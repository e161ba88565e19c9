"""The command line: arguments in, exit status out; the work is done by the modules it calls."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from depeche.cli_corpus import corpus_app, data_app
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

Config = Annotated[Path, typer.Option("--config", help="A YAML file of configs/.")]
Overrides = Annotated[list[str] | None, typer.Argument(help="Changes to the file, as training.epochs=2")]
Data = Annotated[
    list[Path] | None, typer.Option("--data", help="Labelled articles: files or folders; may be repeated.")
]
Backend = Annotated[str, typer.Option("--backend", help="auto, onnx or torch.")]
Threads = Annotated[int | None, typer.Option("--threads", min=1, help="Threads of one matrix product.")]
Checkpoint = Annotated[
    str | None, typer.Option("--checkpoint", "-m", help="A folder or Hub id; the bundled tagger by default.")
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
        from depeche.evaluation.command import run_behaviour_tests

        run_behaviour_tests(checkpoint, behaviour, out, backend)
        return
    from depeche.evaluation.command import run_evaluation

    run_evaluation(checkpoint, data or [], split, compare, out, samples, backend)


@app.command()
def tag(
    paths: Annotated[
        list[str] | None, typer.Argument(help="Files, folders, or - for standard input.")
    ] = None,
    checkpoint: Checkpoint = None,
    form: Annotated[str | None, typer.Option("--format", help="table, jsonl, csv or parquet.")] = None,
    out: Annotated[
        str | None, typer.Option("--out", "-o", help="Write here: .jsonl, .csv, .parquet, or a folder/.")
    ] = None,
    html: Annotated[Path | None, typer.Option(help="Write a self-contained report page here.")] = None,
    column: Annotated[
        str, typer.Option(help="Column that holds the texts of a JSONL, CSV or Parquet file.")
    ] = "text",
    id_column: Annotated[str, typer.Option(help="Column that names them.")] = "id",
    backend: Backend = "auto",
    threads: Threads = None,
    abstain: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Leave sentences undecided below this probability.")
    ] = 0.0,
    explain: Annotated[
        bool, typer.Option("--explain", help="Mark the words that carried each decision; slow.")
    ] = False,
    shard: Annotated[str | None, typer.Option(help="Archives: do only the i-th of n shares, as 1/4.")] = None,
    engine: Annotated[str | None, typer.Option(help="Archives: local, or ray (RAY_ADDRESS).")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Archives: workers of Ray.")] = None,
    part_rows: Annotated[int, typer.Option(min=1, help="Archives: rows redone after a kill.")] = 2000,
    skip_damaged: Annotated[bool, typer.Option("--skip-damaged", help="Archives: skip bad rows.")] = False,
) -> None:
    """Tag every sentence of files, folders, tables or standard input; an archive in parts that can resume."""
    from depeche.archive.command import is_archive_run, run_archive

    if is_archive_run(out, form, engine or shard or workers or skip_damaged):
        from depeche.archive.options import ArchiveOptions

        options = ArchiveOptions(
            checkpoint, backend, threads, abstain, explain, column, id_column, part_rows, skip_damaged
        )
        run_archive(paths or [], out, form, html, options, engine or "local", workers, shard)
        return
    from depeche.inference.command import run_tagging

    file = Path(out) if out else None
    run_tagging(
        paths or [], checkpoint, form, file, html, column, id_column, backend, threads, abstain, explain
    )


@app.command()
def segment(file: Annotated[str, typer.Argument(help="A text file, or - for standard input.")]) -> None:
    """Print the sentences of a text as JSONL: start, end, text, kind."""
    import json

    from depeche.inference.documents import read_documents
    from depeche.segmentation import segment as split

    for document in read_documents([file]):
        for part in split(document.text):
            row = {"start": part.start, "end": part.end, "text": part.text, "kind": part.kind}
            typer.echo(json.dumps(row, ensure_ascii=False))


@app.command()
def export(
    checkpoint: Annotated[Path, typer.Argument(help="A checkpoint folder.")],
    data: Data = None,
    int8: Annotated[bool, typer.Option(help="Quantise to 8 bits.")] = True,
    half: Annotated[
        bool, typer.Option("--half", help="Store model.safetensors in half precision, too.")
    ] = False,
) -> None:
    """Write model.onnx into a checkpoint folder, checked against torch, for tagging without torch."""
    from depeche.corpus.loading import load_corpus
    from depeche.export import export_onnx
    from depeche.sample import sample_article
    from depeche.segmentation import segment as split

    sentences = [s.text for a in load_corpus(data or []) for s in a.speaking()] or [
        s.text for s in split(sample_article())
    ]
    check = export_onnx(checkpoint, sentences, int8=int8)
    typer.echo(
        f"{checkpoint / 'model.onnx'}: {check.megabytes:.1f} MB, {check.agreement:.1%} of torch's labels on "
        f"{check.sentences} sentences, probabilities within {check.largest_difference:.3f}"
    )
    if half:
        from depeche.weights import halve_weights

        halve_weights(checkpoint)


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
