"""The result of an evaluation as plain dicts for JSON, and as Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from depeche.evaluation import statistics
from depeche.evaluation.bootstrap import bootstrap_intervals
from depeche.evaluation.calibration import ece_of_calibrated_model
from depeche.evaluation.markdown import figure, table
from depeche.evaluation.metrics import classification_metrics
from depeche.evaluation.records import Scored
from depeche.evaluation.risk_coverage import abstention_table
from depeche.evaluation.slices import MINIMUM_SENTENCES, slice_metrics
from depeche.labels import LABELS

#: Systems that only name a label: their probabilities mean nothing and get no calibration figures.
UNCALIBRATED = ("rules",)

_OVERALL: dict[str, statistics.Statistic] = {
    "macro_f1": statistics.macro_f1,
    "accuracy": statistics.accuracy,
    "mcc": statistics.mcc,
}
_OF_CLASS = {
    "precision": statistics.precision_of,
    "recall": statistics.recall_of,
    "f1": statistics.f1_of,
}
_CALIBRATION: dict[str, statistics.Statistic] = {
    "brier": statistics.brier,
    "ece": statistics.calibration_error,
}


def evaluation_result(
    scored: Scored, baselines: Mapping[str, Scored], *, seed: int, samples: int = 1000
) -> dict[str, Any]:
    """Every figure of a model with its 95 % interval by article, and those of baselines beside it.

    Args:
        scored: the model's answers.
        baselines: name → answers of another system on the same sentences; ``model`` is no such name.
        seed: of all draws.
        samples: draws of each bootstrap.

    Returns:
        ``n``, ``n_articles``, ``samples``, ``seed``, ``systems``, ``slices`` (of the model, see
        :func:`depeche.evaluation.slices.slice_metrics`) and ``abstention`` (of the model, see
        :func:`depeche.evaluation.risk_coverage.abstention_table`). A system holds ``macro_f1``, ``accuracy``,
        ``mcc``, ``brier`` and ``ece``, each with ``value``, ``low`` and ``high``, ``per_class`` (label →
        ``precision``, ``recall``, ``f1`` likewise, and ``support``) and ``confusion`` (rows gold). ``ece``
        holds ``calibrated_mean`` and ``calibrated_p95`` too, see :func:`ece_of_calibrated_model`. The
        systems of ``UNCALIBRATED`` have no ``brier`` and ``ece``.

    Raises:
        ValueError: a baseline was scored on other sentences.
    """
    for name, baseline in baselines.items():
        if baseline.articles != scored.articles or not np.array_equal(baseline.gold, scored.gold):
            raise ValueError(f"the baseline '{name}' was scored on other sentences than the model")
    systems = {"model": scored, **baselines}
    return {
        "n": len(scored.gold),
        "n_articles": len(set(scored.articles)),
        "samples": samples,
        "seed": seed,
        "systems": {
            name: _system(system, name not in UNCALIBRATED, seed, samples) for name, system in systems.items()
        },
        "slices": slice_metrics(scored, samples=samples, seed=seed),
        "abstention": abstention_table(scored.gold, scored.probabilities),
    }


def _system(scored: Scored, calibrated: bool, seed: int, samples: int) -> dict[str, Any]:
    wanted = dict(_OVERALL)
    wanted |= {f"{name} {i}": of(i) for i in range(len(LABELS)) for name, of in _OF_CLASS.items()}
    if calibrated:
        wanted |= _CALIBRATION
    intervals = bootstrap_intervals(scored, wanted, samples, seed=seed)
    counts = classification_metrics(scored.gold, scored.predicted)
    result: dict[str, Any] = {name: intervals[name].as_dict() for name in _OVERALL}
    result["per_class"] = {
        label: {name: intervals[f"{name} {i}"].as_dict() for name in _OF_CLASS}
        | {"support": counts["per_class"][label]["support"]}
        for i, label in enumerate(LABELS)
    }
    result["confusion"] = counts["confusion"]
    if calibrated:
        result |= {name: intervals[name].as_dict() for name in _CALIBRATION}
        rng = np.random.default_rng(seed)
        mean, p95 = ece_of_calibrated_model(scored.probabilities, samples=samples, rng=rng)
        result["ece"] |= {"calibrated_mean": mean, "calibrated_p95": p95}
    return result


def markdown_report(result: Mapping[str, Any]) -> str:
    """The tables of an :func:`evaluation_result`, in English Markdown."""
    parts = [
        f"# Evaluation{' of ' + str(result['checkpoint']) if result.get('checkpoint') else ''}",
        f"{result['n']:,} labelled sentences of {result['n_articles']:,} articles. In brackets: 95 % "
        f"intervals, from {result['samples']:,} bootstrap draws of whole articles; — where one article alone "
        "gives none.",
        _systems_table(result["systems"]),
    ]
    for name, system in result["systems"].items():
        parts += [f"## Classes: {name}", _class_table(system["per_class"])]
        parts += ["Rows are gold labels, columns the answers:", _confusion_table(system["confusion"])]
    parts += ["## Calibration", *_calibration(result["systems"], result["slices"])]
    parts += ["## Leaving doubtful sentences undecided", abstention_markdown(result["abstention"])]
    if result["slices"]:
        parts += [
            "## Slices of the model's figures",
            "Macro-F1 here is the mean over the classes that the slice's gold labels hold; the column "
            "*classes* counts them, and slices that differ in it cannot be compared. Slices with fewer than "
            f"{MINIMUM_SENTENCES} sentences are left out.",
        ]
    for name, values in result["slices"].items():
        parts += [f"### {name}", _slice_table(values)]
    return "\n\n".join(parts) + "\n"


def _systems_table(systems: Mapping[str, Any]) -> str:
    rows = [[name, *(figure(system[key]) for key in _OVERALL)] for name, system in systems.items()]
    return table(["system", "macro-F1", "accuracy", "MCC"], rows)


def _class_table(per_class: Mapping[str, Any]) -> str:
    rows = [
        [label, *(figure(row[key]) for key in _OF_CLASS), str(row["support"])]
        for label, row in per_class.items()
    ]
    return table(["class", *_OF_CLASS, "sentences"], rows)


def _confusion_table(matrix: list[list[int]]) -> str:
    rows = [[label, *map(str, counts)] for label, counts in zip(LABELS, matrix, strict=True)]
    return table(["gold", *LABELS], rows)


def _calibration(systems: Mapping[str, Any], slices: Mapping[str, Any]) -> list[str]:
    rows = [
        [name, figure(s["brier"]), figure(s["ece"])]
        + [f"{s['ece'][key]:.3f}" for key in ("calibrated_mean", "calibrated_p95")]
        for name, s in systems.items()
        if "ece" in s
    ]
    head = ["system", "Brier score (0 to 2)", "calibration error", "by chance", "by chance, 95 %"]
    parts = [
        "Expected calibration error of the top label in ten bins of equal mass. A perfectly calibrated model "
        "with these probabilities gets the error in the column *by chance* on average, and stays below the "
        "last one in 95 % of draws; the bracketed interval leans upwards, as resampling adds such chance.",
        table(head, rows),
    ]
    of_sources = [
        [value, str(part["n"]), figure(part["brier"]), figure(part["ece"])]
        for name in ("source", "origin")
        for value, part in slices.get(name, {}).items()
    ]
    if of_sources:
        parts.append("The model by source and origin of the sentences:")
        parts.append(table(["value", "sentences", "Brier score", "calibration error"], of_sources))
    return parts


def abstention_markdown(rows: Sequence[Mapping[str, Any]]) -> str:
    """The table of :func:`abstention_table`."""
    cells = [
        [
            f"{row['threshold']:.2f}",
            f"{row['coverage']:.1%}",
            "—" if row["risk"] is None else f"{row['risk']:.1%}",
        ]
        for row in rows
    ]
    return table(["--abstain", "sentences decided", "wrong among them"], cells)


def _slice_table(values: Mapping[str, Any]) -> str:
    rows = [
        [
            value,
            str(s["n"]),
            str(s["n_articles"]),
            figure(s["macro_f1"]),
            str(len(s["classes"])),
            figure(s["accuracy"]),
        ]
        for value, s in values.items()
    ]
    return table(["value", "sentences", "articles", "macro-F1", "classes", "accuracy"], rows)
