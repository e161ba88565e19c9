from __future__ import annotations

import pytest

from depeche.voices.grouping import name_voices
from depeche.voices.names import SourceName
from depeche.voices.records import Attribution, SourceKind, Words


def said_by(words: str | None, kind: SourceKind = "named") -> Attribution:
    source = Words(0, len(words), words) if words else None
    return Attribution(source, None, kind if words else "hearsay")


def voices(*sources: str | None, kind: SourceKind = "named") -> list[str | None]:
    return [a.voice for a in name_voices([said_by(words, kind) for words in sources])]


OSDH = "l'Observatoire syrien des droits de l'homme (OSDH)"
MINISTER = "le ministre des Finances Bruno Martin"
SMALL = "la présidente de la chambre de commerce, Johanne Pelletier-Roy"


@pytest.mark.parametrize(
    "sources",
    [
        (OSDH, "OSDH", "L’OSDH"),
        ("OSDH", "l'Observatoire syrien des droits de l'homme"),
        ("l’Organisation des Nations unies", "l'ONU"),
        ("Claire Dupont", "Mme Dupont", "C. Dupont", "l'avocate Claire Dupont"),
        ("Mme Dupont", "Claire Dupont"),
        (SMALL, "Mme Pelletier-Roy", "la présidente"),
        (MINISTER, "Le ministre", "M. Martin"),
        ("Jean de la Tour", "M. de la Tour"),
        ("le gouvernement régional de Souabe", "Le  gouvernement régional"),
        ("un témoin", "Un témoin"),
    ],
)
def test_forms_of_one_voice(sources: tuple[str, ...]) -> None:
    longest = max(sources, key=len).replace("’", "'")
    assert voices(*sources) == [longest] * len(sources)


@pytest.mark.parametrize(
    "sources",
    [
        ("Claire Dupont", "Paul Dupont"),
        ("Mme Dupont", "M. Dupont"),
        ("le ministre de la Santé", "le ministre de la Défense"),
        ("le ministre de la Santé", "un ministre"),
        ("la police", "la police d'Orve"),  # only what is known may be shortened
        ("son avocat", "son équipe"),
    ],
)
def test_two_voices(sources: tuple[str, str]) -> None:
    first, second = voices(*sources)
    assert first != second


def test_institutions_are_no_family() -> None:
    assert voices("la mairie de Lyon", "le tribunal de Lyon", kind="institution") == [
        "la mairie de Lyon",
        "le tribunal de Lyon",
    ]


def test_a_pronoun_joins_the_last_voice_that_it_agrees_with() -> None:
    assert voices("Mme Roy", "le préfet", "elle", "Il", "des riverains", "ils", "ce dernier") == [
        "Mme Roy",
        "le préfet",
        "Mme Roy",
        "le préfet",
        "des riverains",
        "des riverains",
        "le préfet",
    ]


def test_a_pronoun_without_a_voice_stays_unresolved() -> None:
    assert voices("Elle", "le préfet", "elle", "eux") == [None, "le préfet", None, None]


def test_no_source_no_voice_and_none_for_a_pronoun_to_join() -> None:
    assert voices(None, "il", None) == [None, None, None]


def test_the_name_is_the_longest_form_as_inside_a_sentence() -> None:
    assert voices("Le ministère", "Le ministère") == ["le ministère", "le ministère"]
    assert voices("Leïla Aziz") == ["Leïla Aziz"]


@pytest.mark.parametrize(
    ("words", "agreement"),
    [
        ("Mme Roy", ("f", False)),
        ("MM. Roy et Cadet", (None, None)),  # no name ends in « et Cadet »: nothing is claimed
        ("les syndicats", (None, True)),
        ("l'état-major", (None, False)),
        ("Moscou", (None, None)),
        ("cette dernière", ("f", False)),
    ],
)
def test_agreement(words: str, agreement: tuple[str | None, bool | None]) -> None:
    assert SourceName.of(words).agreement == agreement


@pytest.mark.parametrize("words", ["", "le", "(", "l'", "M.", "d'", ",,,", "A" * 5000, "Le la " * 800])
def test_odd_words_do_no_harm(words: str) -> None:
    name = SourceName.of(words)
    assert isinstance(name.person, tuple)
    assert isinstance(name.initials, str)
    assert isinstance(name.bare, str)
