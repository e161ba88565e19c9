from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure

from depeche.evaluation.plots import confusion_plot, reliability_plot, risk_coverage_plot
from depeche.evaluation.records import Scored


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Figure]:
    """The figures that were saved, in order."""
    figures: list[Figure] = []
    save = Figure.savefig

    def keep(self: Figure, *args: object, **kwargs: object) -> None:
        figures.append(self)
        save(self, *args, **kwargs)

    monkeypatch.setattr(Figure, "savefig", keep)
    return figures


def _is_png(path: Path) -> bool:
    return path.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")


def test_confusion_shows_counts_and_shares_of_the_row_even_of_an_empty_one(
    tmp_path: Path, drawn: list[Figure]
) -> None:
    path = tmp_path / "confusion.png"
    confusion_plot([[30, 10, 0], [0, 0, 0], [1, 2, 7]], path)
    assert _is_png(path)
    texts = [text.get_text() for text in drawn[0].axes[0].texts]
    assert texts == ["30\n75 %", "10\n25 %", "0\n0 %", "0", "0", "0", "1\n10 %", "2\n20 %", "7\n70 %"]
    names = [label.get_text() for label in drawn[0].axes[0].get_xticklabels()]
    assert [" ".join(name.split()) for name in names] == [
        "présenté comme un fait",
        "attribué à autrui",
        "commentaire éditorial",
    ]


def test_reliability_shows_every_sentence_once(
    tmp_path: Path, drawn: list[Figure], make_scored: Callable[..., Scored]
) -> None:
    path = tmp_path / "reliability.png"
    reliability_plot(make_scored(), path)
    assert _is_png(path)
    upper, lower = drawn[0].axes
    assert len(upper.lines[1].get_xdata()) == 10
    assert sum(bar.get_height() for bar in lower.patches) == 240


@pytest.mark.parametrize("top", [1.0, 1 / 3])
def test_reliability_of_one_certain_or_clueless_sentence(
    tmp_path: Path, drawn: list[Figure], top: float
) -> None:
    probabilities = np.array([[top, (1 - top) / 2, (1 - top) / 2]])
    reliability_plot(Scored(np.array([0]), probabilities, ("a",)), tmp_path / "one.png")
    assert sum(bar.get_height() for bar in drawn[0].axes[1].patches) == 1


def test_risk_coverage_has_a_curve_for_each_origin(
    tmp_path: Path, drawn: list[Figure], make_scored: Callable[..., Scored]
) -> None:
    path = tmp_path / "risk.png"
    scored = make_scored()
    tags = {"origin": ("invented", "real press") * 120}
    risk_coverage_plot(replace(scored, tags=tags), path)
    risk_coverage_plot(scored, path)
    assert _is_png(path)
    assert [line.get_label() for line in drawn[0].axes[0].lines] == [
        "toutes les phrases (n = 240)",
        "articles inventés (n = 120)",
        "presse réelle (n = 120)",
    ]
    assert len(drawn[1].axes[0].lines) == 1
    assert drawn[1].axes[0].lines[0].get_ydata()[-1] == pytest.approx(
        np.mean(scored.predicted != scored.gold)
    )
