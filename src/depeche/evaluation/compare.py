"""Two systems on the same sentences: which is better, by how much, and whether that could be chance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from depeche.evaluation import statistics
from depeche.evaluation.bootstrap import paired_comparison
from depeche.evaluation.markdown import figure, table
from depeche.evaluation.records import Scored
from depeche.labels import LABELS

_FIGURES: dict[str, statistics.Statistic] = {
    "macro_f1": statistics.macro_f1,
    "accuracy": statistics.accuracy,
    "mcc": statistics.mcc,
    **{f"f1_{label}": statistics.f1_of(i) for i, label in enumerate(LABELS)},
    "brier": statistics.brier,
}


def compare_scored(first: Scored, second: Scored, *, seed: int, samples: int = 1000) -> dict[str, Any]:
    """Compare two systems, see :func:`depeche.evaluation.bootstrap.paired_comparison`.

    Returns:
        ``n``, ``n_articles``, ``samples``, ``seed``; ``figures``: name → ``first``, ``second`` (numbers)
        and ``difference``, first minus second, with ``value``, ``low`` and ``high``;
        ``macro_f1_difference``, the one that matters, once more; ``p_value`` (approximate randomisation by
        article); ``only_first`` and ``only_second``, sentences that one alone has right; ``mcnemar_p``.

    Raises:
        ValueError: the two do not hold the same sentences.
    """
    once = np.ones((1, len(first.gold)))
    paired = paired_comparison(first, second, _FIGURES, samples, seed=seed)
    figures = {
        name: {
            "first": float(statistic(first, once)[0]),
            "second": float(statistic(second, once)[0]),
            "difference": paired.difference[name].as_dict(),
        }
        for name, statistic in _FIGURES.items()
    }
    return {
        "n": len(first.gold),
        "n_articles": len(set(first.articles)),
        "samples": samples,
        "seed": seed,
        "figures": figures,
        "macro_f1_difference": figures["macro_f1"]["difference"],
        "p_value": paired.p_value,
        "only_first": paired.only_first,
        "only_second": paired.only_second,
        "mcnemar_p": paired.mcnemar_p,
    }


def comparison_markdown(result: Mapping[str, Any]) -> str:
    """A :func:`compare_scored` result in Markdown; its ``first`` and ``second`` name the systems."""
    first, second = str(result.get("first", "first")), str(result.get("second", "second"))
    rows = [
        [name, f"{row['first']:.3f}", f"{row['second']:.3f}", figure(row["difference"], sign="+")]
        for name, row in result["figures"].items()
    ]
    parts = [
        f"# {first} against {second}",
        f"{result['n']:,} labelled sentences of {result['n_articles']:,} articles. In brackets: 95 % "
        f"intervals of the difference, from {result['samples']:,} bootstrap draws of whole articles. Less is "
        "better for `brier` only.",
        table(["figure", first, second, "difference"], rows),
        f"Difference in macro-F1: p = {result['p_value']:.3f} (two-sided approximate randomisation of whole "
        "articles).",
        f"Sentences that only {first} has right: {result['only_first']}; only {second}: "
        f"{result['only_second']}. McNemar p = {result['mcnemar_p']:.3f}, which takes sentences for "
        "independent and so is too small.",
    ]
    return "\n\n".join(parts) + "\n"
