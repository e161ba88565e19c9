from __future__ import annotations

import textwrap

import pytest

from depeche.segmentation import segment
from depeche.segmentation.lines import blocks

PARAGRAPH = (
    "Le conseil départemental a adopté mercredi, par 31 voix contre 12, le budget de l'année 2025, en hausse "
    "de 1,8 %. Le président, M. Henri Lafarge, a salué « un texte sincère ». L'opposition, elle, parle d'un "
    "texte de renoncement – ce que la majorité conteste – et annonce un recours devant le tribunal "
    "administratif de Saint-Étienne. Mme Roy, sa présidente, l'a déposé jeudi 3 avril au greffe."
)


def lines(text: str) -> list[str]:
    return [text[start:end] for start, end in blocks(text)]


@pytest.mark.parametrize("width", range(56, 100, 4))
def test_wrapped_text_has_the_sentences_of_the_paragraph(width: int) -> None:
    wrapped = textwrap.fill(PARAGRAPH, width, break_on_hyphens=False)
    expected = [piece.text for piece in segment(PARAGRAPH)]
    assert len(expected) == 4
    assert [piece.text.replace("\n", " ") for piece in segment(wrapped)] == expected


def test_a_headline_over_wrapped_text_stands_apart() -> None:
    assert lines("Le budget est adopté\n" + textwrap.fill(PARAGRAPH, 72))[0] == "Le budget est adopté"


@pytest.mark.parametrize(
    "text",
    [
        "Incendie à Marseille, 200 évacués\nLe feu est parti d'un hangar",
        "Le Sénat a voté.\nLa gauche s'est abstenue.",
        "Le préfet demande :\n- un recensement ;\n- une réunion.",
        "– Vous partez ?\n– Demain.",
        "La gauche s'est abstenue\nmkr-ann/lp",
        "La gauche s'est abstenue\nwww.exemple.fr",
        "Les ventes reculent\niPhone compris",
        "Il dort.\net puis rien",
        "le maire parle\n\net la salle écoute",
    ],
)
def test_lines_that_are_sentences_of_their_own(text: str) -> None:
    assert lines(text) == [line for line in text.split("\n") if line]


@pytest.mark.parametrize(
    "text",
    [
        "Le feu est parti\nd'un hangar.",
        "« Jamais ! »\nlance un riverain.",
        "Le constat est clair :\nl'eau manque.",
    ],
)
def test_lines_that_go_on(text: str) -> None:
    assert lines(text) == [text]
