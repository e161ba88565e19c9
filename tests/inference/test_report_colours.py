"""What the colours of the report promise, computed from its style sheet."""

from __future__ import annotations

import itertools
import re
from importlib.resources import files

import pytest

from depeche.labels import LABELS

CSS = files("depeche").joinpath("inference/templates/report.css").read_text("utf-8")


def colours(scheme: str) -> dict[str, str]:
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
        for block in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)[:2]
    )
    assert set(light) == set(dark)
    return light if scheme == "light" else dark


def linear(colour: str) -> tuple[float, ...]:
    """Linear sRGB in [0, 1] (IEC 61966-2-1)."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return tuple(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)


def dot(weights: tuple[float, ...], values: tuple[float, ...]) -> float:
    return sum(w * v for w, v in zip(weights, values, strict=True))


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2.2."""
    low, high = sorted(dot((0.2126, 0.7152, 0.0722), linear(c)) for c in (one, other))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_contrasts_with_its_ground(scheme: str) -> None:
    grounds = [
        ("text", "paper"),
        ("text", "panel"),
        ("muted", "paper"),
        ("muted", "panel"),
        ("focus", "paper"),
    ]
    for label in LABELS:
        ink, tint = f"{label}-ink", f"{label}-tint"
        grounds += [("text", tint), (ink, tint), (ink, "paper"), ("focus", tint)]
    palette = colours(scheme)

    too_faint = {pair for pair in grounds if contrast(palette[pair[0]], palette[pair[1]]) < 4.5}
    assert not too_faint


#: Severity 1.0 of Machado, Oliveira & Fernandes (2009), for linear RGB.
VISION = {
    "ordinary": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "deuteranopia": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "tritanopia": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
}


def seen(colour: str, vision: str) -> tuple[float, float, float]:
    """CIE L*a*b* (D65) of a colour as somebody with this vision sees it."""
    rgb = tuple(min(max(dot(row, linear(colour)), 0.0), 1.0) for row in VISION[vision])
    xyz = (
        dot((0.4124, 0.3576, 0.1805), rgb) / 0.9505,
        dot((0.2126, 0.7152, 0.0722), rgb),
        dot((0.0193, 0.1192, 0.9505), rgb) / 1.089,
    )
    x, y, z = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("part", "least"), [("ink", 15), ("tint", 8)])
def test_classes_differ_in_colour_for_every_kind_of_sight(
    vision: str, scheme: str, part: str, least: float
) -> None:
    palette = colours(scheme)
    for one, other in itertools.combinations(LABELS, 2):
        pair = (seen(palette[f"{label}-{part}"], vision) for label in (one, other))
        assert sum((a - b) ** 2 for a, b in zip(*pair, strict=True)) ** 0.5 >= least, (one, other)


def test_classes_differ_by_more_than_colour() -> None:
    patterns = re.findall(r"--pattern: (\w+);", CSS)

    assert len(set(patterns)) == len(patterns) == len(LABELS)
