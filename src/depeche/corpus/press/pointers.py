"""Labels that point at sentences published elsewhere, and where those sentences are published."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

from depeche.articles.records import SPLITS, Sentence
from depeche.articles.tables import csv_rows
from depeche.errors import DepecheError
from depeche.labels import Kind, Label

#: How a source's files hold their text, see :mod:`depeche.corpus.press.rebuilding`.
Layout = Literal["lines", "conllu", "news-please"]
LAYOUTS = ("lines", "conllu", "news-please")
_NAME, _REPO, _COMMIT = (re.compile(p) for p in (r"[\w.-]+", r"[\w.-]+/[\w.-]+", r"[0-9a-f]{40}"))


@dataclass(frozen=True, slots=True)
class Source:
    """A public repository at a commit.

    Attributes:
        name: by which pointers and documents name it, and the stem of its text file.
        title: for people.
        repo: owner/name on GitHub.
        commit: 40 hexadecimal digits.
        licence: as the repository states it.
        layout: how its files hold the text.
        may_train: whether its text may train shipped weights.
        stream: whether it is one stream of sentences without article ends, so that no sentence may be
            read in the context of its neighbours.
    """

    name: str
    title: str
    repo: str
    commit: str
    licence: str
    layout: Layout
    may_train: bool
    stream: bool


@dataclass(frozen=True, slots=True)
class PressDocument:
    """A document: the file of its source that holds it, its date and its split."""

    source: str
    doc_id: str
    path: str
    date: str
    split: str


@dataclass(frozen=True, slots=True)
class Pointer:
    """One labelled sentence, without its text.

    Attributes:
        source: name of its :class:`Source`.
        doc_id: its document.
        sent_id: unique in the document.
        start: first character in the raw line or raw text; None where the id is enough.
        end: the character behind the last.
        sha1: SHA-1 of the sentence as UTF-8, in hexadecimal.
        kind: what it is in the article.
        label: None for boilerplate.
        secondary: the other reading of a mixed sentence.
        rule: number of the codebook rule that decided a case that is not plain.
    """

    source: str
    doc_id: str
    sent_id: str
    start: int | None
    end: int | None
    sha1: str
    kind: Kind
    label: Label | None
    secondary: Label | None
    rule: int | None


#: Columns of ``labels.csv`` and ``documents.csv``.
POINTER_COLUMNS = tuple(field.name for field in fields(Pointer))
DOCUMENT_COLUMNS = tuple(field.name for field in fields(PressDocument))


@dataclass(frozen=True, slots=True)
class PressLabels:
    """All that a folder of pointing labels holds."""

    sources: dict[str, Source]
    documents: list[PressDocument]
    pointers: list[Pointer]

    def of_document(self) -> dict[tuple[str, str], list[Pointer]]:
        """(source, document) → its pointers, in document order."""
        grouped: dict[tuple[str, str], list[Pointer]] = {}
        for pointer in self.pointers:
            grouped.setdefault((pointer.source, pointer.doc_id), []).append(pointer)
        return grouped


def sentence_sha1(text: str) -> str:
    """The SHA-1 by which a pointer knows its sentence, in hexadecimal."""
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def read_press_labels(folder: Path) -> PressLabels:
    """Read ``sources.json``, ``documents.csv`` and ``labels.csv``.

    Raises:
        DepecheError: a file is missing, or a line does not fit, with its number.
    """
    sources = _read_sources(folder / "sources.json")
    documents = list(_read_documents(folder / "documents.csv", sources))
    known = {(document.source, document.doc_id) for document in documents}
    pointers = list(_read_pointers(folder / "labels.csv", known))
    if not pointers:
        raise DepecheError(f"{folder / 'labels.csv'}: no label in it")
    return PressLabels(sources, documents, pointers)


def _read_sources(path: Path) -> dict[str, Source]:
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
        sources = {name: Source(name=name, **entry) for name, entry in entries.items()}
    except OSError as error:
        raise DepecheError(f"{path}: {error.strerror}") from None
    except (ValueError, TypeError, AttributeError) as error:
        raise DepecheError(f"{path}: not a list of sources: {error}") from None
    for source in sources.values():
        if problem := _problem(source):
            raise DepecheError(f"{path}: {source.name}: {problem}")
    return sources


def _problem(source: Source) -> str | None:
    """What of a source would not do in a path, in an address, or as a switch."""
    if not _NAME.fullmatch(source.name):
        return "the name of a source is letters, digits, '-', '_' and '.'"
    if not (_REPO.fullmatch(str(source.repo)) and _stays_inside(source.repo)):
        return f"repo is '{source.repo}', expected owner/name"
    if not _COMMIT.fullmatch(str(source.commit)):
        return f"commit is '{source.commit}', expected 40 hexadecimal digits"
    if source.layout not in LAYOUTS:
        return f"unknown layout '{source.layout}', expected {', '.join(LAYOUTS)}"
    if not (isinstance(source.may_train, bool) and isinstance(source.stream, bool)):
        return "may_train and stream must be true or false"
    return None


def _stays_inside(path: str) -> bool:
    """Whether a path, joined to a folder, cannot lead out of it, on any system."""
    return not any(part in ("", ".", "..") for part in re.split(r"[/\\]", path))


def _read_documents(path: Path, sources: Mapping[str, Source]) -> Iterable[PressDocument]:
    seen: set[tuple[str, str]] = set()
    for number, row in _rows(path, DOCUMENT_COLUMNS):
        document = PressDocument(**{name: row[name] for name in DOCUMENT_COLUMNS})
        if document.source not in sources:
            raise DepecheError(f"{path.name}:{number}: unknown source '{document.source}'")
        if (document.source, document.doc_id) in seen:
            raise DepecheError(f"{path.name}:{number}: document '{document.doc_id}' stands twice")
        seen.add((document.source, document.doc_id))
        if not _stays_inside(document.path):
            raise DepecheError(f"{path.name}:{number}: '{document.path}' is no path inside a repository")
        if document.split not in SPLITS:
            raise DepecheError(f"{path.name}:{number}: unknown split '{document.split}'")
        if document.split == "train" and not sources[document.source].may_train:
            raise DepecheError(
                f"{path.name}:{number}: '{document.source}' may not train, but is marked train"
            )
        yield document


def _read_pointers(path: Path, documents: set[tuple[str, str]]) -> Iterable[Pointer]:
    seen: set[tuple[str, str, str]] = set()
    for number, row in _rows(path, POINTER_COLUMNS):
        key = (row["source"], row["doc_id"], row["sent_id"])
        if key[:2] not in documents:
            raise DepecheError(f"{path.name}:{number}: document '{key[1]}' is not in documents.csv")
        if key in seen:
            raise DepecheError(f"{path.name}:{number}: sentence '{key[2]}' of '{key[1]}' stands twice")
        seen.add(key)
        values: dict[str, Any] = {name: row[name] or None for name in POINTER_COLUMNS}
        for name in ("start", "end", "rule"):
            values[name] = _number(values[name], f"{path.name}:{number}, column {name}")
        pointer = Pointer(**values)
        try:  # labels that no sentence may have
            Sentence("…", pointer.kind, pointer.label, pointer.secondary, pointer.rule)
        except ValueError as error:
            raise DepecheError(f"{path.name}:{number}: {error}") from None
        yield pointer


def _rows(path: Path, columns: tuple[str, ...]) -> Iterable[tuple[int, dict[str, Any]]]:
    if not path.is_file():
        raise DepecheError(f"{path}: no such file")
    for number, row in enumerate(csv_rows(path), 2):
        if missing := [name for name in columns if row.get(name) is None]:
            raise DepecheError(
                f"{path.name}:{number}: no {', '.join(missing)}; expected {', '.join(columns)}"
            )
        yield number, row


def _number(value: str | None, where: str) -> int | None:
    try:
        return None if value is None else int(value)
    except ValueError:
        raise DepecheError(f"{where}: '{value}' is no whole number") from None
