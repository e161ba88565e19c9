"""The commands `depeche tag` and `depeche segment`: texts in, sentences out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from depeche.cli_voices import VoiceMapFile, Voices, VoicesCheckpoint
from depeche.errors import DepecheError

Backend = Annotated[str, typer.Option("--backend", help="auto, onnx, onnx-fp32 or torch.")]
Threads = Annotated[int | None, typer.Option("--threads", min=1, help="Threads of one matrix product.")]
Checkpoint = Annotated[
    str | None, typer.Option("--checkpoint", "-m", help="A folder or Hub id; the bundled tagger by default.")
]


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
    voices: Voices = False,
    voice_map: VoiceMapFile = None,
    voices_checkpoint: VoicesCheckpoint = None,
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

        if voices or voice_map or voices_checkpoint:
            raise DepecheError(
                "--voices is not for archives: tag without --shard and --engine, into JSONL or CSV"
            )
        options = ArchiveOptions(
            checkpoint, backend, threads, abstain, explain, column, id_column, part_rows, skip_damaged
        )
        run_archive(paths or [], out, form, html, options, engine or "local", workers, shard)
        return
    from depeche.inference.command import run_tagging
    from depeche.inference.voice_output import VoiceOptions

    file = Path(out) if out else None
    wanted = VoiceOptions(voices or bool(voices_checkpoint), voice_map, voices_checkpoint)
    run_tagging(
        paths or [],
        checkpoint,
        form,
        file,
        html,
        column,
        id_column,
        backend,
        threads,
        abstain,
        explain,
        wanted,
    )


def segment(file: Annotated[str, typer.Argument(help="A text file, or - for standard input.")]) -> None:
    """Print the sentences of a text as JSONL: start, end, text, kind."""
    import json

    from depeche.inference.documents import read_documents
    from depeche.segmentation import segment as split

    for document in read_documents([file]):
        for part in split(document.text):
            row = {"start": part.start, "end": part.end, "text": part.text, "kind": part.kind}
            typer.echo(json.dumps(row, ensure_ascii=False))
