"""Labels of parliamentary debates, which find their sentences in any copy of the text.

Debates are printed in many editions that differ in line breaks, blanks, marks and ligatures. So a label does
not say where its sentence stands but holds a fingerprint of its letters.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from depeche.articles.lines import numbered_lines
from depeche.articles.records import Article, Sentence
from depeche.articles.tables import csv_rows
from depeche.errors import DepecheError
from depeche.segmentation import segment

#: `source` and `style` of the joined sentences.
SOURCE = "europarl"
#: Words by which the beginning of a sentence is known, and hexadecimal digits that are kept of them.
_OPENING_WORDS, _OPENING_DIGITS = 4, 8
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
#: Where a sentence may begin: at the line's first letter, or behind a mark and a blank.
_BEGINNING = re.compile(r"(?:^|(?<=[.!?…:;»”\")])\s+)[^\w\s]*\s*(?=\w)")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class DebateLabel:
    """The label of one sentence, without its text.

    Attributes:
        passage: number of the passage that it was read in.
        opening: fingerprint of its first words, to look for it fast; see :func:`opening`.
        sha1: fingerprint of the whole sentence; see :func:`fingerprint`.
        label: one of :data:`depeche.labels.LABELS`.
        secondary: the other reading of a mixed sentence, or None.
        rule: number of the codebook rule that decided a case that is not plain, or None.
    """

    passage: int
    opening: str
    sha1: str
    label: str
    secondary: str | None
    rule: int | None


COLUMNS = tuple(field.name for field in fields(DebateLabel))


def fingerprint(text: str) -> str:
    """SHA-1, in hexadecimal, of the letters and digits: without case, blanks, marks and ligatures."""
    letters = "".join(filter(str.isalnum, _plain(text)))
    return hashlib.sha1(letters.encode(), usedforsecurity=False).hexdigest()


def opening(text: str) -> str:
    """The same of the first four words, cut to eight digits."""
    return _first_words(_plain(text), 0)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().translate(_LIGATURES)


def _first_words(plain: str, start: int) -> str:
    words = []
    for match in _WORD.finditer(plain, start):
        words.append(match[0])
        if len(words) == _OPENING_WORDS:
            break
    return hashlib.sha1(" ".join(words).encode(), usedforsecurity=False).hexdigest()[:_OPENING_DIGITS]


def read_debate_labels(path: Path) -> list[DebateLabel]:
    """Read a CSV file of labels.

    Raises:
        DepecheError: the file is missing or empty, or a line does not fit, with its number.
    """
    if not path.is_file():
        raise DepecheError(f"{path}: no such file")
    found: dict[str, DebateLabel] = {}
    for number, row in enumerate(csv_rows(path), 2):
        where = f"{path.name}:{number}"
        if missing := [name for name in COLUMNS if row.get(name) is None]:
            raise DepecheError(f"{where}: no {', '.join(missing)}; expected {', '.join(COLUMNS)}")
        try:
            label = DebateLabel(
                passage=int(row["passage"]),
                opening=row["opening"],
                sha1=row["sha1"],
                label=row["label"],
                secondary=row["secondary"] or None,
                rule=int(row["rule"]) if row["rule"] else None,
            )
            _sentence("…", label)  # refuses labels that no sentence may have
        except ValueError as error:
            raise DepecheError(f"{where}: {error}") from None
        if label.sha1 in found:
            raise DepecheError(f"{where}: '{label.sha1}' stands twice")
        found[label.sha1] = label
    if not found:
        raise DepecheError(f"{path}: no label in it")
    return list(found.values())


def find_debates(labels: Iterable[DebateLabel], texts: Iterable[Path]) -> list[Article]:
    """The labelled sentences that stand in ``texts``, in the order of ``labels``, each an article of its own.

    Args:
        labels: what to look for.
        texts: UTF-8 files, plain or compressed (``.xz``, ``.gz``), some sentences a line.

    Raises:
        DepecheError: a file is missing, damaged or not UTF-8.
    """
    wanted = {label.sha1: label for label in labels}
    openings = {label.opening for label in wanted.values()}
    found: dict[str, str] = {}
    for path in texts:
        for _, line in numbered_lines(path):
            if len(found) == len(wanted):
                break
            for sentence in _sentences_that_open(line, openings):
                key = fingerprint(sentence)
                if key in wanted:
                    found.setdefault(key, " ".join(sentence.split()))
    return [
        Article(
            id=f"{SOURCE}/{label.passage}/{key[:12]}",
            sentences=(_sentence(found[key], label),),
            style=SOURCE,
            split="train",
            source=SOURCE,
        )
        for key, label in wanted.items()
        if key in found
    ]


def _sentences_that_open(line: str, openings: set[str]) -> Iterator[str]:
    """The sentences of a line, if one of them begins as a wanted one: to split all would take minutes."""
    plain = _plain(line)
    if any(_first_words(plain, match.end()) in openings for match in _BEGINNING.finditer(plain)):
        for part in segment(line):
            yield line[part.start : part.end]


def _sentence(text: str, label: DebateLabel) -> Sentence:
    return Sentence(text=text, label=label.label, secondary=label.secondary, rule=label.rule)  # type: ignore[arg-type]
