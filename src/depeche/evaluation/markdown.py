"""Tables and figures in Markdown, as all reports of evaluation write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def figure(interval: Mapping[str, float | None], sign: str = "") -> str:
    """``0.812 [0.780, 0.841]``, or ``0.812 [—]`` where there is no interval.

    Args:
        interval: ``value``, ``low`` and ``high``.
        sign: ``+`` writes the sign of positive numbers, too.
    """
    value, low, high = (interval[key] for key in ("value", "low", "high"))
    spec = f"{sign}.3f"
    ends = "—" if low is None or high is None else f"{low:{spec}}, {high:{spec}}"
    return f"{value:{spec}} [{ends}]"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table whose first column is aligned left and the others right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def fitted_on(calibration: dict[str, Any] | None) -> str:
    """What a checkpoint's record of its calibration says, as the end of a sentence."""
    if not calibration:
        return ""
    shifts = calibration.get("shifts")
    shifted = (
        f" and shifting the classes' logits by {', '.join(f'{s:+.2f}' for s in shifts)}" if shifts else ""
    )
    before, after = calibration["brier_before"], calibration["brier_after"]
    return (
        f"{shifted}, fitted on {calibration['sentences']:,} validation sentences of {calibration['origin']} "
        f"(there the Brier score went from {before:.3f} to {after:.3f})"
    )
