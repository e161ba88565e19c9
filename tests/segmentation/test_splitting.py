from __future__ import annotations

import pytest
import sentencex

from depeche.segmentation.splitting import sentences

TEXT = "M. Roux hésite. Il part ! Qui paie ?"
EXPECTED = ["M. Roux hésite.", "Il part !", "Qui paie ?"]


def cut(block: str) -> list[str]:
    return [block[start:end] for start, end in sentences(block)]


def test_sentencex_is_called_for_french_without_quotes_or_brackets(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    original = sentencex.segment

    def spy(language: str, text: str) -> list[str]:
        seen.append((language, text))
        return list(original(language, text))

    monkeypatch.setattr(sentencex, "segment", spy)
    assert cut("« Non ! (Jamais.)\nOui.") == ["« Non !", "(Jamais.)", "Oui."]
    ((language, shown),) = seen
    assert language == "fr"
    assert not set(shown) & set("«»()\n")


def test_a_panic_of_sentencex_is_survived(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):  # the name PyO3 gives it
        pass

    def panic(language: str, text: str) -> list[str]:
        raise PanicException("index out of bounds")

    monkeypatch.setattr(sentencex, "segment", panic)
    assert cut(TEXT) == EXPECTED


def test_an_interruption_is_not_taken_for_a_panic(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(language: str, text: str) -> list[str]:
        raise KeyboardInterrupt

    monkeypatch.setattr(sentencex, "segment", interrupt)
    with pytest.raises(KeyboardInterrupt):
        cut(TEXT)


@pytest.mark.parametrize("unclosed", ["« ", "“", '"', "(", "["])
def test_what_is_never_closed_swallows_nothing(unclosed: str) -> None:
    text = f"Le maire promet {unclosed}un effort. " + "Il pleut. " * 30
    assert len(cut(text.rstrip())) == 31


@pytest.mark.parametrize(
    "text",
    [
        "art. L. 123-4 du code",
        "M. Le Goff et Mme. Roy",
        "le Dr. Bernard",
        "vers 600 av. J.-C. Martin l'a daté",
        "John F. Kennedy",
        "J. C. Martin",
        "U.S. Navy",
        "exemple.fr/Page.Html",
        "Loisirs.Com",
        "Jean.Dupont@exemple.fr",
        "le plan […] sera",
        "vu... puis oublié",
        "« Stop ! », dit-il",
        "le maire (enfin !) Le Goff",
        "de janv. 2020 à déc. 2021",
        "l'offre de Yahoo! Le groupe",
        "le prof. Martin",
        "PARIS, 3 mars. – Le Sénat vote",
    ],
)
def test_marks_that_end_no_sentence(text: str) -> None:
    assert cut(text) == [text]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Il a été jugé pour vol.", "Il fera appel."),
        ("Le SAMU.", "Le SMUR."),
        ("Ils ont arrêté Karim B.", "Le parquet se tait."),
        ("Ils craignent la bombe H.", "La Corée dément."),
        ("On parle de la S.A.", "Le groupe dément."),
        ("Il a tout pris, bijoux, etc.", "La police enquête."),
        ("La séance reprend à 14 h.", "Le public attend."),
        ("Il fait 3 °C.", "La neige tient."),
        ("Vraiment ?", "12 selon lui."),
        ("Le maire part.", "iPhone en main, il filme."),
        ("Tout est là.", "https://exemple.fr/dossier"),
        ("Le chœur chante sans harmonie.", "à ce jour, nul ne sait."),
        ("La séance est levée.»", "Le public sort."),
        ("Il date de 1905.[3]", "Il tient."),
        ("Il l'a dit. […]", "Nul ne sait."),
    ],
)
def test_marks_that_end_a_sentence(before: str, after: str) -> None:
    assert cut(f"{before} {after}") == [before, after]


def test_a_missing_blank_between_sentences_is_seen() -> None:
    assert cut("La séance est levée.Le public sort.") == ["La séance est levée.", "Le public sort."]
