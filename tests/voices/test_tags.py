from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from depeche.voices.records import Attribution, SourceKind
from depeche.voices.tags import NO_TAG, TAG_IDS, TAGS, attribution_of, tags_of


def pieces(text: str) -> list[tuple[int, int]]:
    """Runs of at most four characters, a blank or a mark staying with what follows it, as in BPE."""
    return [match.span() for match in re.finditer(r"[ '-]?\w{1,4}|.", text)]


def sure(tags: list[int]) -> np.ndarray:
    logits = np.zeros((len(tags), len(TAGS)), dtype=np.float32)
    logits[range(len(tags)), tags] = 9
    return logits


def read_back(text: str, source: str | None, cue: str | None, kind: SourceKind) -> Attribution:
    spans = [
        (text.index(words), text.index(words) + len(words)) if words else None for words in (source, cue)
    ]
    offsets = pieces(text)
    return attribution_of(text, offsets, sure(tags_of(offsets, *spans, kind)))


@pytest.mark.parametrize(
    ("text", "source", "cue", "kind"),
    [
        ("Selon la préfecture, rien ne presse.", "la préfecture", "Selon", "institution"),
        ("« Non », a tonné Réjean Bellavance, éleveur.", "Réjean Bellavance", "a tonné", "named"),
        ("Aux dires d'un cadre, tout va bien.", "un cadre", "Aux dires d'", "anonymous"),
        ("Cela résulte, a-t-il complété, de plissements.", "il", "a-t-il complété", "named"),
        ("Il ajoute-t-il, poursuit-elle.", "elle", "poursuit", "named"),
        ("L'attaque aurait fait douze morts.", None, "aurait fait", "hearsay"),
        ("« Nous partirons demain. »", None, None, "context"),
        ("Un rapport", "Un rapport", None, "document"),
    ],
)
def test_what_the_tags_say_is_read_back(
    text: str, source: str | None, cue: str | None, kind: SourceKind
) -> None:
    found = read_back(text, source, cue, kind)
    assert (found.source and found.source.text, found.cue and found.cue.text, found.kind) == (
        source,
        cue,
        kind,
    )
    for words in filter(None, (found.source, found.cue)):
        assert text[words.start : words.end] == words.text


def test_special_tokens_have_no_tag() -> None:
    assert tags_of([(0, 0), (0, 5), (5, 8), (0, 0)], (0, 8), None, "named") == [
        NO_TAG,
        TAG_IDS["B-SOURCE:named"],
        TAG_IDS["I-SOURCE:named"],
        NO_TAG,
    ]


def test_there_is_one_source_the_more_probable_one() -> None:
    offsets = [(0, 2), (3, 5), (6, 8)]
    logits = np.zeros((3, len(TAGS)), dtype=np.float32)
    logits[0, TAG_IDS["B-SOURCE:named"]] = 5
    logits[1, TAG_IDS["O"]] = 9
    logits[2, TAG_IDS["B-SOURCE:institution"]] = 7
    found = attribution_of("aa bb cc", offsets, logits)
    assert found.source is not None
    assert (found.source.text, found.kind) == ("cc", "institution")


def test_a_source_of_two_doubtful_kinds_is_still_a_source() -> None:
    logits = np.zeros((1, len(TAGS)), dtype=np.float32)
    logits[0, [TAG_IDS["B-SOURCE:named"], TAG_IDS["B-SOURCE:institution"]]] = 3.0, 3.1
    logits[0, TAG_IDS["O"]] = 3.3
    found = attribution_of("Moscou", [(0, 6)], logits)
    assert (found.source and found.source.text, found.kind) == ("Moscou", "institution")


def test_no_piece_no_span() -> None:
    assert attribution_of("", [], np.zeros((0, len(TAGS)), dtype=np.float32)).kind == "context"


@given(st.text(alphabet="ab d'’-,«».\u00a0é", max_size=40), st.randoms(use_true_random=False))
def test_spans_are_cut_out_of_the_sentence_whatever_the_scores(text: str, random: object) -> None:
    offsets = pieces(text)
    scores = [[random.uniform(-4, 4) for _ in TAGS] for _ in offsets]  # type: ignore[attr-defined]
    found = attribution_of(text, offsets, np.array(scores, dtype=np.float32).reshape(-1, len(TAGS)))
    for words in filter(None, (found.source, found.cue)):
        assert words.text == text[words.start : words.end] != ""
        assert words.text.strip() == words.text
    assert (found.kind in ("hearsay", "context")) == (found.source is None)
