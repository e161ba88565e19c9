"""What `depeche tag` writes: JSONL or CSV rows, or a coloured table on a terminal."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import IO, TYPE_CHECKING, Any, Protocol

from depeche.labels import DISPLAY_NAMES, LABELS
from depeche.voices.records import UNNAMED, UNRESOLVED
from depeche.voices.voice_map import voice_map

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.text import Text

    from depeche.inference.records import TaggedSentence

#: Neither green nor red: the classes are kinds of speech, not good and bad.
_STYLES = {"factual_report": "cyan", "attributed_claim": "yellow", "editorial_commentary": "magenta"}


class Writer(Protocol):
    """Takes the tagged sentences of one document after the other."""

    def write(self, name: str, sentences: Sequence[TaggedSentence]) -> None:
        """Write one document."""
        ...


def sentence_rows(name: str, sentences: Sequence[TaggedSentence]) -> Iterator[dict[str, Any]]:
    """One row a sentence, with the fields of :class:`TaggedSentence` and the name of the document."""
    for sentence in sentences:
        yield {
            "document": name,
            "start": sentence.start,
            "end": sentence.end,
            "kind": sentence.kind,
            "label": sentence.label,
            "score": _rounded(sentence.score),
            "scores": {k: _rounded(v) for k, v in sentence.scores.items()} if sentence.scores else None,
            "truncated": sentence.truncated,
            "abstained": sentence.abstained,
            "evidence": [
                {"start": e.start, "end": e.end, "text": e.text, "drop": _rounded(e.drop)}
                for e in sentence.evidence
            ],
            **_attribution_fields(sentence),
            "text": sentence.text,
        }


def _attribution_fields(sentence: TaggedSentence) -> dict[str, Any]:
    found = sentence.attribution
    if found is None:
        return dict.fromkeys(("source", "cue", "source_kind", "voice"))
    source, cue = (words and asdict(words) for words in (found.source, found.cue))
    return {"source": source, "cue": cue, "source_kind": found.kind, "voice": found.voice}


def _marked(sentence: TaggedSentence, style: str) -> Text:
    """The sentence, the words that carried the decision in reverse, source underlined and cue in italics."""
    from rich.text import Text

    text = Text(sentence.text, style=style)
    for word in sentence.evidence:
        text.stylize("reverse", word.start - sentence.start, word.end - sentence.start)
    found = sentence.attribution
    for words, mark in ((found.source, "underline"), (found.cue, "italic")) if found else ():
        if words:
            text.stylize(mark, words.start - sentence.start, words.end - sentence.start)
    return text


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


class JsonlWriter:
    """One JSON object a sentence."""

    def __init__(self, out: IO[str]) -> None:
        self._out = out

    def write(self, name: str, sentences: Sequence[TaggedSentence]) -> None:
        """Write one document."""
        for row in sentence_rows(name, sentences):
            self._out.write(json.dumps(row, ensure_ascii=False) + "\n")


class CsvWriter:
    """One row a sentence, one column a probability."""

    def __init__(self, out: IO[str]) -> None:
        columns = [
            "document",
            "start",
            "end",
            "kind",
            "label",
            "score",
            *LABELS,
            "truncated",
            "abstained",
            "evidence",
        ]
        columns += [f"{name}{part}" for name in ("source", "cue") for part in ("", "_start", "_end")]
        columns += ["source_kind", "voice", "text"]
        self._writer = csv.DictWriter(out, columns, lineterminator="\n")
        self._writer.writeheader()

    def write(self, name: str, sentences: Sequence[TaggedSentence]) -> None:
        """Write one document."""
        for row in sentence_rows(name, sentences):
            scores = row.pop("scores") or {}
            evidence = " ".join(e["text"] for e in row.pop("evidence"))
            spans: dict[str, Any] = {}
            for field in ("source", "cue"):
                words = row.pop(field) or {}
                spans |= {field: words.get("text")} | {
                    f"{field}_{end}": words.get(end) for end in ("start", "end")
                }
            self._writer.writerow({**row, **scores, **spans, "evidence": evidence})


class TableWriter:
    """A table for people, and the share of each class."""

    def __init__(self, out: IO[str]) -> None:
        from rich.console import Console

        self._console = Console(file=out, highlight=False)

    def write(self, name: str, sentences: Sequence[TaggedSentence]) -> None:
        """Write one document."""
        from rich.table import Table
        from rich.text import Text

        table = Table(title=Text(name), title_justify="left", show_lines=False, pad_edge=False, box=None)
        table.add_column("classe", no_wrap=True)
        table.add_column("%", justify="right", no_wrap=True)
        table.add_column("phrase")
        for sentence in sentences:
            if sentence.label is None:
                undecided = "indécis" if sentence.abstained else ""
                table.add_row(Text(undecided, style="dim"), "", Text(sentence.text, style="dim"))
                continue
            style = _STYLES[sentence.label]
            bold = " bold" if sentence.kind in ("headline", "subhead") else ""
            table.add_row(
                Text(DISPLAY_NAMES[sentence.label], style=style),
                Text(f"{100 * (sentence.score or 0):.0f}", style=style),
                _marked(sentence, style + bold),
            )
        self._console.print(table)
        labels = [s.label for s in sentences if s.label]
        shares = (
            f"{DISPLAY_NAMES[x]} : {100 * labels.count(x) / len(labels):.0f} %" for x in LABELS if labels
        )
        self._console.print(Text(" · ".join(shares), style="dim"))
        if voices := _voices_line(sentences):
            self._console.print(Text(voices, style="dim"))
        self._console.print()


def _voices_line(sentences: Sequence[TaggedSentence]) -> str:
    """Each voice and its number of sentences; empty where no voice was looked for."""
    counted = voice_map(s.attribution for s in sentences)
    rest = ((UNRESOLVED, counted.unresolved), (UNNAMED, counted.unnamed))
    parts = [*((v.name, v.sentences) for v in counted.voices), *((name, n) for name, n in rest if n)]
    return "voix : " + " · ".join(f"{name} {n}" for name, n in parts) if parts else ""
