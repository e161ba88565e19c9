"""The commands `depeche corpus` and `depeche data`: labelled corpora, written and real."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from depeche.errors import DepecheError

corpus_app = typer.Typer(help="Check, count and convert labelled corpora.", no_args_is_help=True)
data_app = typer.Typer(help="Real press text and the labels that point at it.", no_args_is_help=True)


@corpus_app.command("check")
def corpus_check(paths: Annotated[list[Path], typer.Argument(help="Files or folders of articles.")]) -> None:
    """Report leaks between splits, near-duplicates, split groups and unlabelled sentences; exit 1 if any."""
    from depeche.corpus.checks import check_corpus
    from depeche.corpus.loading import load_corpus

    articles = load_corpus(paths)
    findings = check_corpus(articles)
    for finding in findings:
        typer.echo(finding)
    typer.echo(f"{len(articles)} articles, {len(findings)} findings")
    if findings:
        raise typer.Exit(1)


@corpus_app.command("summary")
def corpus_summary(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders of articles.")],
) -> None:
    """Print the counts of a corpus as Markdown tables."""
    from depeche.corpus.loading import load_corpus
    from depeche.corpus.summary import corpus_markdown

    typer.echo(corpus_markdown(load_corpus(paths)), nl=False)


@corpus_app.command("report")
def corpus_report(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders of articles.")],
    press: Annotated[Path | None, typer.Option(help="Labelled real press to compare with.")] = None,
) -> None:
    """Print which names, n-grams and openings tell a class, and how the corpus compares with real press."""
    from depeche.corpus.loading import load_corpus
    from depeche.corpus.report import report_markdown

    typer.echo(report_markdown(load_corpus(paths), load_corpus([press]) if press else []), nl=False)


@corpus_app.command("convert")
def corpus_convert(
    source: Annotated[
        Path,
        typer.Argument(
            help="Articles: a file or a folder; .json is a Label Studio export, a folder with splits "
            "one of datasets."
        ),
    ],
    target: Annotated[
        Path,
        typer.Argument(help="A .txt (authoring text), .jsonl, .csv, .parquet or .json (Label Studio) file."),
    ],
    to: Annotated[
        str | None,
        typer.Option(
            help="label-studio, label-studio-blind (no labels), datasets (a folder) or text (plain)."
        ),
    ] = None,
) -> None:
    """Convert articles from one format to another, named by the file's ending or by --to."""
    from depeche.corpus.interchange import FORMATS, read_any, write_any

    if to is not None and to not in FORMATS:
        raise DepecheError(f"--to {to}: expected one of {', '.join(FORMATS)}")
    write_any(read_any(source), target, to)


Labels = Annotated[Path, typer.Option("--labels", help="Folder of the pointing labels.")]


@data_app.command("fetch-press")
def fetch_press(
    folder: Annotated[Path, typer.Argument(help="Folder that the text is written to.")],
    labels: Labels = Path("data/press"),
    base_url: Annotated[str | None, typer.Option(help="A mirror to fetch from, in GitHub's stead.")] = None,
) -> None:
    """Fetch the labelled press text from the public repositories; exit 1 if a sentence is missing."""
    from depeche.corpus.press.fetching import BASE_URL, fetch_press
    from depeche.corpus.press.pointers import read_press_labels

    results = fetch_press(
        read_press_labels(labels), folder, base_url=base_url or BASE_URL, announce=typer.echo
    )
    if any(result.missing for result in results):
        raise typer.Exit(1)


@data_app.command("hydrate")
def hydrate(
    press: Annotated[Path, typer.Option(help="Folder of the text, see fetch-press.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="JSONL file of articles.")] = Path(
        "data/press/hydrated.jsonl"
    ),
    labels: Labels = Path("data/press"),
) -> None:
    """Join the pointing labels with their text, checking every hash; exit 1 if a sentence is missing."""
    from depeche.articles.reading import write_articles
    from depeche.corpus.press.hydration import hydrate
    from depeche.corpus.press.pointers import read_press_labels

    result = hydrate(read_press_labels(labels), press)
    write_articles(result.articles, out)
    typer.echo(result.report())
    for pointer in (*result.missing, *result.changed)[:10]:
        typer.echo(f"not joined: {pointer.source} {pointer.doc_id} {pointer.sent_id}", err=True)
    if result.missing or result.changed:
        raise typer.Exit(1)


@data_app.command("hydrate-debates")
def hydrate_debates(
    texts: Annotated[
        list[Path], typer.Argument(help="Files of the debates' text, plain, .xz or .gz, in any edition.")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="JSONL file of articles.")] = Path(
        "data/debates/hydrated.jsonl"
    ),
    labels: Annotated[Path, typer.Option("--labels", help="CSV file of the labels.")] = Path(
        "data/debates/labels.csv"
    ),
) -> None:
    """Find the labelled sentences of debates in a copy of the text; exit 1 if one in a hundred is missing."""
    from depeche.articles.reading import write_articles
    from depeche.corpus.debates import find_debates, read_debate_labels

    wanted = read_debate_labels(labels)
    articles = find_debates(wanted, texts)
    write_articles(articles, out)
    missing = len(wanted) - len(articles)
    typer.echo(f"{len(articles)} labelled sentences found, {missing} missing")
    if missing > len(wanted) / 100:
        raise typer.Exit(1)
