"""Behaviour tests: what must not move the label, what must, and the rules one by one.

The three kinds are those of CheckList (Ribeiro et al. 2020, arXiv:2005.04118): invariance, minimum
functionality, directional expectation. Every item carries its gold label.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from depeche.articles.jsonl import jsonl_objects
from depeche.errors import DepecheError
from depeche.evaluation.markdown import table
from depeche.files import replacing
from depeche.inference.tagger import Tagger
from depeche.labels import LABELS

#: A swap may move the probability of the gold label by so much.
TOLERANCE = 0.1
#: Names with fewer swaps get no line of their own.
FEWEST_SWAPS = 3


@dataclass(frozen=True, slots=True)
class Case:
    """One pair, or one sentence, to be judged.

    Attributes:
        kind: ``invariance``, ``functionality`` or ``directional``.
        group: the axis of a swap, the number of a rule, or the change that is made.
        name: what a swap put in; empty elsewhere.
        text: the original.
        label: its gold label.
        changed: the swapped or changed sentence; empty for functionality.
        changed_label: its gold label.
    """

    kind: str
    group: str
    name: str
    text: str
    label: str
    changed: str = ""
    changed_label: str = ""


def read_behaviour(folder: Path) -> list[Case]:
    """Read every ``.jsonl`` file of a folder of behaviour tests.

    Raises:
        DepecheError: there is none, the files are empty, or a line is no test, with its number.
    """
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        raise DepecheError(f"{folder}: no .jsonl file of behaviour tests")
    cases = []
    for file in files:
        for number, item in jsonl_objects(file):
            try:
                cases += _cases(item)
            except (KeyError, TypeError, ValueError) as error:
                raise DepecheError(f"{file.name}:{number}: no behaviour test: {error}") from None
    if not cases:
        raise DepecheError(f"{folder}: no behaviour test in its .jsonl files")
    return cases


def _cases(item: Mapping[str, Any]) -> list[Case]:
    kind, text, label = item["kind"], _text(item["text"]), _label(item["label"])
    if kind == "invariance":
        axis, swaps = _text(item["axis"]), item["swaps"]
        return [Case(kind, axis, _text(s["name"]), text, label, _text(s["text"]), label) for s in swaps]
    if kind == "functionality":
        return [Case(kind, f"rule {item['rule']}", "", text, label)]
    if kind == "directional":
        after = _label(item["changed_label"])
        return [Case(kind, _text(item["change"]), "", text, label, _text(item["changed"]), after)]
    raise ValueError(f"unknown kind '{kind}'")


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"expected a text, found {value!r}")
    return value


def _label(value: str) -> str:
    if value not in LABELS:
        raise ValueError(f"unknown label '{value}'")
    return value


def run_behaviour(tagger: Tagger, cases: Sequence[Case]) -> dict[str, Any]:
    """Judge every case, each sentence by itself.

    Returns:
        ``invariance``: ``originals`` (n, share right), ``swaps`` of originals that are right (n, share whose
        label holds, share whose probability moved by at most :data:`TOLERANCE`, mean and largest move), the
        same by axis, and by name; ``functionality`` and ``directional``: n and share right, over all and by
        rule or change.
        A directional case is right when both sentences are.
    """
    texts = list(dict.fromkeys(text for c in cases for text in (c.text, c.changed) if text))
    scores = {text: p.scores for text, p in zip(texts, tagger.classify(texts), strict=True)}
    said = {text: max(LABELS, key=scores[text].__getitem__) for text in texts}

    def right(case: Case) -> bool:
        return said[case.text] == case.label and (
            not case.changed or said[case.changed] == case.changed_label
        )

    result: dict[str, Any] = {}
    swaps = [c for c in cases if c.kind == "invariance"]
    if swaps:
        originals = {c.text: said[c.text] == c.label for c in swaps}
        sound = [c for c in swaps if originals[c.text]]
        moves = {c: abs(scores[c.text][c.label] - scores[c.changed][c.label]) for c in sound}
        figures: dict[str, Any] = {
            "originals": _share(originals.values()),
            "swaps": _stability(sound, right, moves),
        }
        figures["by_axis"] = {g: _stability(part, right, moves) for g, part in _by(sound, "group").items()}
        names = {n: part for n, part in _by(sound, "name").items() if len(part) >= FEWEST_SWAPS}
        figures["by_name"] = {n: _stability(part, right, moves) for n, part in names.items()}
        result["invariance"] = figures
    for kind in ("functionality", "directional"):
        chosen = [c for c in cases if c.kind == kind]
        if chosen:
            result[kind] = {
                "all": _share(map(right, chosen)),
                "by_group": {g: _share(map(right, part)) for g, part in _by(chosen, "group").items()},
            }
    return result


def _share(outcomes: Iterable[bool]) -> dict[str, float]:
    outcomes = list(outcomes)
    return {"n": len(outcomes), "right": sum(outcomes) / len(outcomes)}


def _stability(
    cases: Sequence[Case], right: Callable[[Case], bool], moves: Mapping[Case, float]
) -> dict[str, float]:
    if not cases:
        return {"n": 0, "holds": 0.0, "within": 0.0, "mean_move": 0.0, "largest_move": 0.0}
    sizes = [moves[case] for case in cases]
    return {
        "n": len(cases),
        "holds": sum(map(right, cases)) / len(cases),
        "within": sum(size <= TOLERANCE for size in sizes) / len(cases),
        "mean_move": sum(sizes) / len(sizes),
        "largest_move": max(sizes),
    }


def _by(cases: Iterable[Case], attribute: str) -> dict[str, list[Case]]:
    groups: defaultdict[str, list[Case]] = defaultdict(list)
    for case in cases:
        groups[getattr(case, attribute)].append(case)
    return dict(sorted(groups.items(), key=lambda item: (len(item[0]), item[0])))


def behaviour_markdown(result: Mapping[str, Any]) -> str:
    """Tables of what :func:`run_behaviour` returns."""
    parts = ["# Behaviour tests"]
    if "invariance" in result:
        part = result["invariance"]
        parts.append(
            f"## Invariance\n\n{part['originals']['right']:.1%} of {part['originals']['n']} originals are "
            "right. "
            "Of these, every swap of one name for another:"
        )
        rows = [("all", part["swaps"]), *part["by_axis"].items()]
        parts.append(_stability_table("axis", rows))
        worst = sorted(part["by_name"].items(), key=lambda item: (item[1]["holds"], -item[1]["mean_move"]))
        parts.append("By the name put in, the least stable first:")
        parts.append(_stability_table("name", worst[:40]))
    for kind, title, column in (
        ("functionality", "Minimum functionality", "rule"),
        ("directional", "Directional", "change"),
    ):
        if kind in result:
            rows = [("all", result[kind]["all"]), *result[kind]["by_group"].items()]
            cells = [(name, str(row["n"]), f"{row['right']:.1%}") for name, row in rows]
            parts.append(f"## {title}\n\n" + table((column, "n", "right"), cells))
    return "\n\n".join(parts) + "\n"


def _stability_table(name: str, rows: Iterable[tuple[str, Mapping[str, float]]]) -> str:
    cells = [
        (
            label,
            str(row["n"]),
            f"{row['holds']:.1%}",
            f"{row['within']:.1%}",
            f"{row['mean_move']:.3f}",
            f"{row['largest_move']:.2f}",
        )
        for label, row in rows
    ]
    head = (name, "swaps", "label holds", f"moves ≤ {TOLERANCE}", "mean move", "largest")
    return table(head, cells)


def write_behaviour(result: Mapping[str, Any], folder: Path) -> None:
    """Write ``behaviour.json`` and ``behaviour.md``."""
    with replacing(folder / "behaviour.json") as out:
        out.write(json.dumps(result, indent=2, ensure_ascii=False) + "\n")
    with replacing(folder / "behaviour.md") as out:
        out.write(behaviour_markdown(result))
