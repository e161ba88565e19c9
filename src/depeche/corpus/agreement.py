"""How far two readings of the same sentences agree: Cohen's kappa and Krippendorff's alpha."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from depeche.articles.tables import csv_rows
from depeche.errors import DepecheError
from depeche.labels import LABELS, LETTERS

#: What a reading may say of a sentence: the labels, and that it is none.
_ANSWERS = (*LABELS, "boilerplate")


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence that was read twice.

    Attributes:
        source: ``written``, or the name of a press source.
        article: id of the article or document.
        sentence: id in it; for written articles the position, counted from 0.
        sha1: SHA-1 of the sentence as UTF-8.
        rule: codebook rule that the first reading named; empty where the case was plain.
        first: label of the first reading, or ``boilerplate``.
        second: label of the second, which was blind to the first.
        adjudicated: label after both were compared.
    """

    source: str
    article: str
    sentence: str
    sha1: str
    rule: str
    first: str
    second: str
    adjudicated: str


#: Columns of a file of readings.
COLUMNS = tuple(field.name for field in fields(Reading))


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement over some sentences; kappa and alpha are None where both readings gave one label only."""

    sentences: int
    observed: float
    kappa: float | None
    alpha: float | None


def read_readings(path: Path) -> list[Reading]:
    """Read a CSV file of readings, or all ``.csv`` files of a folder.

    Raises:
        DepecheError: nothing there, a missing column, or an unknown label, with the line.
    """
    files = sorted(path.glob("*.csv")) if path.is_dir() else [path]
    if not files:
        raise DepecheError(f"{path}: no .csv file in the folder")
    readings = [reading for file in files for reading in _read_file(file)]
    if not readings:
        raise DepecheError(f"{path}: no reading in it, only the header")
    return readings


def _read_file(path: Path) -> Iterator[Reading]:
    if not path.is_file():
        raise DepecheError(f"{path}: no such file or folder")
    for number, row in enumerate(csv_rows(path), 2):
        if missing := [name for name in COLUMNS if row.get(name) is None]:
            raise DepecheError(f"{path.name}:{number}: no column {', '.join(missing)}")
        for name in ("first", "second", "adjudicated"):
            if row[name] not in _ANSWERS:
                known = ", ".join(_ANSWERS)
                raise DepecheError(f"{path.name}:{number}: {name} is '{row[name]}', expected one of {known}")
        yield Reading(**{name: row[name] for name in COLUMNS})


def agreement(readings: Sequence[Reading], answer: Callable[[str], str] = str) -> Agreement:
    """Agreement of the first and the second reading.

    Args:
        readings: at least one.
        answer: maps a label to the category compared, to look at one class against the others.
    """
    import krippendorff
    from sklearn.metrics import cohen_kappa_score

    first = [answer(r.first) for r in readings]
    second = [answer(r.second) for r in readings]
    observed = sum(a == b for a, b in zip(first, second, strict=True)) / len(readings)
    categories = sorted(set(first) | set(second))
    if len(categories) == 1:
        return Agreement(len(readings), observed, None, None)
    ids = {category: number for number, category in enumerate(categories)}
    alpha = krippendorff.alpha(
        reliability_data=[[ids[a] for a in first], [ids[b] for b in second]], level_of_measurement="nominal"
    )
    return Agreement(len(readings), observed, float(cohen_kappa_score(first, second)), float(alpha))


def agreement_markdown(readings: Sequence[Reading], fewest: int = 10) -> str:
    """Tables over all, by source, by class and by rule, and of what the readings split on.

    Args:
        readings: at least one.
        fewest: rules with fewer sentences get no line of their own.
    """
    lines = _table("sentences", [("all", agreement(readings)), *_by(readings, lambda r: r.source)])
    one_class = [(label, agreement(readings, lambda x, label=label: str(x == label))) for label in LABELS]  # type: ignore[misc]
    lines += ["", *_table("class against the others", one_class)]
    rules = [r for r in readings if r.rule]
    by_rule = [row for row in _by(rules, lambda r: r.rule.zfill(2)) if row[1].sentences >= fewest]
    lines += ["", *_table("rule of the first reading", [(name.lstrip("0"), row) for name, row in by_rule])]
    lines += ["", "| first | second | sentences | adjudicated |", "|---|---|---:|---|"]
    for (first, second), cases in sorted(_splits(readings).items(), key=lambda item: -item[1].total()):
        verdicts = ", ".join(f"{_short(label)} {count}" for label, count in cases.most_common())
        lines.append(f"| {_short(first)} | {_short(second)} | {cases.total()} | {verdicts} |")
    return "\n".join(lines) + "\n"


def _by(readings: Sequence[Reading], key: Callable[[Reading], str]) -> list[tuple[str, Agreement]]:
    groups: defaultdict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        groups[key(reading)].append(reading)
    return [(name, agreement(group)) for name, group in sorted(groups.items())]


def _table(name: str, rows: Sequence[tuple[str, Agreement]]) -> list[str]:
    lines = [
        f"| {name} | n | same label | Cohen's kappa | Krippendorff's alpha |",
        "|---|---:|---:|---:|---:|",
    ]
    for label, row in rows:
        figures = ("–" if value is None else f"{value:.2f}" for value in (row.kappa, row.alpha))
        lines.append(f"| {label} | {row.sentences} | {row.observed:.1%} | {' | '.join(figures)} |")
    return lines


def _splits(readings: Sequence[Reading]) -> dict[tuple[str, str], Counter[str]]:
    cases: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for reading in readings:
        if reading.first != reading.second:
            cases[reading.first, reading.second][reading.adjudicated] += 1
    return dict(cases)


def _short(answer: str) -> str:
    return LETTERS.get(answer, "X")
