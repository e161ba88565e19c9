"""Whether an ONNX file says what torch says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from depeche.labels import LABELS

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: fp32 gives the same labels, and probabilities that differ by no more than this.
EXACT = 1e-4
#: int8 gives at least this share of torch's labels …
LABEL_AGREEMENT = 0.985
#: … never another label where torch prefers its own by more than this …
CLEAR_MARGIN = 0.2
#: … and a macro-F1 on labelled sentences that differs by no more than this.
MACRO_F1 = 0.005


@dataclass(frozen=True, slots=True)
class ExportCheck:
    """How an exported file compares with torch on the same sentences.

    Attributes:
        precision: ``fp32`` or ``int8``.
        sentences: how many were compared.
        flips: labels that differ.
        clear_flips: those where torch's two most probable labels lie further apart than ``CLEAR_MARGIN``.
        largest_difference: of a probability.
        macro_f1_change: macro-F1 of the file less that of torch on the labelled sentences; None where no
            sentence is labelled.
        megabytes: size of the file, in 10⁶ bytes.
    """

    precision: str
    sentences: int
    flips: int
    clear_flips: int
    largest_difference: float
    macro_f1_change: float | None
    megabytes: float

    @property
    def agreement(self) -> float:
        """Share of equal labels."""
        return 1 - self.flips / self.sentences

    def problems(self) -> list[str]:
        """What the file fails on, in words; empty if it may stay.

        Of fewer than 67 sentences a single near-tie would decide: in 8 bits one may go either way.
        """
        if self.precision == "fp32":
            found = [f"{self.flips} other labels"] if self.flips else []
            if not self.largest_difference <= EXACT:  # a NaN fails, too
                found.append(f"probabilities differ by up to {self.largest_difference:.2g}")
            return found
        found = []
        if self.flips > max(1, int((1 - LABEL_AGREEMENT) * self.sentences)):
            found.append(f"{self.agreement:.1%} of torch's labels")
        if self.clear_flips:
            found.append(f"{self.clear_flips} flips of clear labels")
        if self.flips > 1 and self.macro_f1_change is not None and abs(self.macro_f1_change) > MACRO_F1:
            found.append(f"macro-F1 {self.macro_f1_change:+.4f}")
        if not np.isfinite(self.largest_difference):
            found.append("probabilities that are no numbers")
        return found


def compare(
    expected: NDArray[np.float64],
    found: NDArray[np.float64],
    gold: NDArray[np.int64],
    *,
    precision: str,
    megabytes: float,
) -> ExportCheck:
    """Compare probabilities of shape (n, 3).

    Args:
        expected: torch's.
        found: the file's.
        gold: label ids, shape (n,); -1 where a sentence has no label.
        precision: of the file.
        megabytes: its size.
    """
    flipped = expected.argmax(-1) != found.argmax(-1)
    ordered = np.sort(expected, axis=-1)
    margin = ordered[:, -1] - ordered[:, -2]
    labelled = gold >= 0
    change = None
    if labelled.any():
        change = _macro_f1(gold[labelled], found[labelled]) - _macro_f1(gold[labelled], expected[labelled])
    return ExportCheck(
        precision=precision,
        sentences=len(expected),
        flips=int(flipped.sum()),
        clear_flips=int((flipped & (margin > CLEAR_MARGIN)).sum()),
        largest_difference=float(np.abs(expected - found).max()),
        macro_f1_change=change,
        megabytes=megabytes,
    )


def _macro_f1(gold: NDArray[np.int64], probabilities: NDArray[np.float64]) -> float:
    from sklearn.metrics import f1_score

    labels = list(range(len(LABELS)))
    return float(f1_score(gold, probabilities.argmax(-1), labels=labels, average="macro", zero_division=0))
