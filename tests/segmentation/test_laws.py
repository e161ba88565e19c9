"""What holds for every string, French or not."""

from __future__ import annotations

import sys
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depeche.segmentation import Segment, segment

ZERO_WIDTH = "\u200b\u2060\ufeff"
BLANKS = [chr(code) for code in range(sys.maxunicode + 1) if chr(code).isspace()] + list(ZERO_WIDTH)
PIECES = [
    *BLANKS, "\r\n", "\n\n", " ", " ", "\u202f",
    *'.!?…,;:-–—«»“”„‹›"\'’()[]{}/@#*•%°©', "...", "?!", "[…]", "(...)",
    *"AÀÉBaàéb019½", "M", "MM", "Mme", "J.-C", "S.A", "art", "vol", "etc", "cf", "Le", "la", "Il",
    "iPhone", "Dupont", "maire", "12", "3,5", "14h32", "www.exemple.fr", "a@b.fr", "Yahoo!", "Par",
    "PARIS, 3 mars (AFP)", "Lire aussi", "Publié le", "日本。", "🎉", "\u0301", "\x00",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=60).map("".join) | st.text(max_size=200)


def blank(char: str) -> bool:
    return char.isspace() or char in ZERO_WIDTH


def check(text: str) -> list[Segment]:
    pieces = segment(text)
    covered = [False] * len(text)
    for piece in pieces:
        assert piece.text == text[piece.start : piece.end]
        assert piece.text
        assert not blank(piece.text[0])
        assert not blank(piece.text[-1])
        covered[piece.start : piece.end] = [True] * len(piece.text)
    assert all(left.end <= right.start for left, right in pairwise(pieces))
    assert all(seen or blank(char) for seen, char in zip(covered, text, strict=True))
    return pieces


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_segments_hold_every_character_once(text: str) -> None:
    assert check(text) == segment(text)


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet=BLANKS))
def test_blank_text_has_no_segment(text: str) -> None:
    assert segment(text) == []


@pytest.mark.parametrize("blank", BLANKS, ids=lambda blank: f"U+{ord(blank):04X}")
def test_every_blank_next_to_an_initial_is_harmless(blank: str) -> None:
    # sentencex panics on a capital, a blank that is not ASCII and a full stop.
    check(f"B{blank}. Le maire{blank}.{blank}« Non{blank}!{blank}»{blank}")


def test_a_lone_surrogate_does_not_stop_the_cut() -> None:
    assert [piece.text for piece in check("Un \ud800. Le maire rit. Fin.")] == [
        "Un \ud800.",
        "Le maire rit.",
        "Fin.",
    ]
