"""What `depeche tag` does: read documents, tag them, write rows, a table, a report."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from depeche.errors import DepecheError
from depeche.files import replacing
from depeche.inference.bulk import tag_documents
from depeche.inference.documents import read_documents
from depeche.inference.explain import explain
from depeche.inference.output import CsvWriter, JsonlWriter, TableWriter, Writer
from depeche.inference.tagger import Tagger
from depeche.inference.voice_output import NO_VOICES, VoiceOptions

_WRITERS: dict[str, Callable[[IO[str]], Writer]] = {
    "table": TableWriter,
    "jsonl": JsonlWriter,
    "csv": CsvWriter,
}


def run_tagging(
    paths: list[str],
    checkpoint: str | None,
    form: str | None,
    out: Path | None,
    html: Path | None,
    column: str,
    id_column: str,
    backend: str,
    threads: int | None,
    abstain: float,
    explained: bool,
    voices: VoiceOptions = NO_VOICES,
) -> None:
    """Tag the documents of ``paths`` and write them where asked; see ``depeche tag --help``.

    Without ``--format`` the ending of ``out`` decides, else a table on a terminal and JSONL in a pipe.

    Raises:
        DepecheError: bad input, an unknown format or checkpoint; nothing is left half-written.
    """
    form = _format(form, out)
    if not paths and sys.stdin.isatty():
        raise DepecheError("nothing to tag: give files or folders, or pipe a text in")
    tagger = Tagger.from_pretrained(checkpoint, backend=backend, threads=threads, abstain=abstain)
    report = []
    with _writer(form, out) as writer, voices.open(threads) as attribute:
        for document, sentences in tag_documents(tagger, read_documents(paths, column, id_column)):
            if explained:
                sentences = explain(tagger, sentences)
            sentences = attribute(document.name, sentences)
            # Asked for a page and nothing else, do not print the rows as well.
            if not (html and out is None):
                writer.write(document.name, sentences)
            if html:
                report.append((document, sentences))
    if html:
        from depeche.inference.report import ReportDocument, render_report

        name = tagger.checkpoint.name
        page = render_report([ReportDocument(d.name, d.text, s, name) for d, s in report])
        with replacing(html) as handle:
            handle.write(page)
        print(f"depeche: the report is in {html}", file=sys.stderr)


def _format(form: str | None, out: Path | None) -> str:
    if form is None and out is not None:
        form = out.suffix.lower().removeprefix(".")
    form = form or ("table" if sys.stdout.isatty() else "jsonl")
    if form not in _WRITERS or (out is not None and form == "table"):
        raise DepecheError(f"unknown output format '{form}': expected jsonl or csv, or table on a terminal")
    return form


@contextmanager
def _writer(form: str, out: Path | None) -> Iterator[Writer]:
    if out is None:
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
        yield _WRITERS[form](sys.stdout)
    else:
        with replacing(out) as handle:
            yield _WRITERS[form](handle)
