"""Plots of an evaluation as PNG files, with the names that French readers are shown."""

from __future__ import annotations

from pathlib import Path
from textwrap import fill
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from depeche.evaluation.calibration import reliability_table
from depeche.evaluation.records import Scored
from depeche.evaluation.risk_coverage import risk_coverage
from depeche.files import replacing
from depeche.labels import DISPLAY_NAMES, LABELS

_BLUE, _GREY = "#2b5c8a", "#8a8a8a"


def confusion_plot(matrix: ArrayLike, path: str | Path) -> None:
    """Draw a confusion matrix: counts, and percentages of each row.

    Args:
        matrix: counts, rows gold and columns predicted, in the order of ``LABELS``; shape (3, 3).
        path: the PNG file.
    """
    from matplotlib.figure import Figure

    counts = np.asarray(matrix, dtype=np.int64)
    totals = counts.sum(axis=1, keepdims=True)
    shares = counts / np.maximum(totals, 1)
    names = [fill(DISPLAY_NAMES[label], 14) for label in LABELS]
    plot = Figure(figsize=(5.6, 5.0), layout="constrained")
    axes = plot.add_subplot()
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for (row, column), count in np.ndenumerate(counts):
        share = shares[row, column]
        text = f"{count}\n{100 * share:.0f} %" if totals[row, 0] else "0"
        axes.text(column, row, text, ha="center", va="center", color="white" if share > 0.55 else "black")
    axes.set_xticks(range(len(LABELS)), names)
    axes.set_yticks(
        range(len(LABELS)),
        [f"{name}\n(n = {total})" for name, total in zip(names, totals[:, 0], strict=True)],
    )
    axes.set_xlabel("étiquette prédite")
    axes.set_ylabel("étiquette de référence")
    _save(plot, path)


def reliability_plot(scored: Scored, path: str | Path, bins: int = 10) -> None:
    """Draw accuracy against confidence, above a histogram of the confidences.

    Args:
        scored: the sentences.
        path: the PNG file.
        bins: points of the curve, each of as many sentences; the histogram's bars are 5 % wide.
    """
    from matplotlib.figure import Figure
    from matplotlib.ticker import PercentFormatter

    rows = reliability_table(scored.gold, scored.probabilities, bins)
    sizes = sorted({row.count for row in rows})
    each = " à ".join(str(size) for size in dict.fromkeys((sizes[0], sizes[-1])))
    plot = Figure(figsize=(5.6, 6.4), layout="constrained")
    upper, lower = plot.subplots(2, 1, height_ratios=[3, 1], sharex=True)
    upper.plot([0, 1], [0, 1], color=_GREY, linestyle="--", linewidth=1, label="calibrage parfait")
    upper.plot(
        [row.confidence for row in rows],
        [row.accuracy for row in rows],
        color=_BLUE,
        marker="o",
        label=f"modèle (phrases par point : {each})",
    )
    upper.set_ylim(0, 1.03)
    upper.set_ylabel("part de réponses justes")
    upper.legend(loc="upper left", frameon=False)
    upper.grid(alpha=0.3)
    edges = np.linspace(0.3, 1, 15)
    counts, _, bars = lower.hist(scored.probabilities.max(axis=1), bins=edges, color=_BLUE, alpha=0.6)
    lower.bar_label(bars, [f"{count:.0f}" if count else "" for count in counts], fontsize=7)
    lower.margins(y=0.2)
    lower.set_ylabel("phrases")
    lower.set_xlabel("probabilité de l'étiquette choisie")
    lower.set_xlim(0.29, 1.01)
    for axis in (upper.xaxis, upper.yaxis):
        axis.set_major_formatter(PercentFormatter(1, symbol=" %"))
    _save(plot, path)


def risk_coverage_plot(scored: Scored, path: str | Path) -> None:
    """Draw the share of wrong answers against the share of sentences that are answered, the surest first.

    Args:
        scored: the sentences; a curve for all of them, and one for each origin where there are several.
        path: the PNG file.
    """
    from matplotlib.figure import Figure
    from matplotlib.ticker import PercentFormatter

    origins = np.array(scored.tags.get("origin", ()))
    curves = {"toutes les phrases": scored}
    if len(set(origins)) > 1:
        names = {"invented": "articles inventés", "real press": "presse réelle"}
        curves |= {names.get(o, o): scored.where(origins == o) for o in sorted(set(origins))}
    plot = Figure(figsize=(5.6, 4.2), layout="constrained")
    axes = plot.add_subplot()
    for (name, part), (color, style) in zip(
        curves.items(), [(_BLUE, "-"), (_GREY, "--"), ("#a3452c", "-.")], strict=False
    ):
        coverage, risk = risk_coverage(part.gold, part.probabilities)
        axes.plot(coverage, risk, color=color, linestyle=style, label=f"{name} (n = {len(part.gold)})")
    axes.set_xlabel("part des phrases tranchées, des plus sûres aux moins sûres")
    axes.set_ylabel("part de réponses fausses parmi elles")
    axes.set_xlim(0, 1.01)
    axes.set_ylim(bottom=0)
    axes.grid(alpha=0.3)
    axes.legend(loc="upper left", frameon=False)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(PercentFormatter(1, symbol=" %"))
    _save(plot, path)


def _save(plot: Any, path: str | Path) -> None:
    with replacing(path, "wb") as handle:
        plot.savefig(handle, format="png", dpi=150)
