from __future__ import annotations

import pytest

from depeche.segmentation import segment

BODY = "Le conseil a voté lundi. Le maire s'en félicite."


def kinds(text: str) -> list[str]:
    return [piece.kind for piece in segment(text)]


@pytest.mark.parametrize(
    "headline",
    [
        "Retraites : ce qui change au 1er janvier",
        "Pourquoi l'hôpital craque ?",
        "« Je n'ai rien à cacher »",
        "Et maintenant…",
        "# Budget",
    ],
)
def test_a_first_line_without_full_stop_is_the_headline(headline: str) -> None:
    assert kinds(f"{headline}\n{BODY}") == ["headline", "body", "body"]


@pytest.mark.parametrize(
    "line",
    [
        "Le conseil a voté.",
        "« Il faut le retirer. »",
        "– Vous mentez !",
        "Chers lecteurs,",
        "mot " * 60 + "fin",
    ],
)
def test_a_first_line_that_is_no_headline(line: str) -> None:
    assert kinds(f"{line}\n{BODY}") == ["body", "body", "body"]


@pytest.mark.parametrize("headline", ["ENTRETIEN. « Nos rivières se meurent »", "Que faire ? Nos conseils"])
def test_a_headline_is_one_segment(headline: str) -> None:
    assert segment(f"{headline}\n{BODY}")[0].text == headline


def test_a_first_line_of_many_sentences_is_a_paragraph() -> None:
    assert kinds(f"Vraiment ? Il en doute. Et pourtant !\n{BODY}") == ["body"] * 5


@pytest.mark.parametrize("text", ["Retraites : ce qui change", "Retraites : ce qui change\n\n"])
def test_a_single_line_is_body(text: str) -> None:
    assert kinds(text) == ["body"]


def test_a_headline_may_stand_below_the_date_of_publication() -> None:
    assert kinds(f"Publié le 3 mars 2024\n\nLe conseil vote\n\n{BODY}")[:2] == ["boilerplate", "headline"]


def test_a_short_line_over_a_paragraph_is_a_subhead() -> None:
    assert kinds(f"Le conseil vote\n\n{BODY}\n\nUn vote serré\n\n{BODY}") == [
        "headline", "body", "body", "subhead", "body", "body",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "lines",
    [
        "- un recensement\n- une réunion",
        "Nantes 2\nRennes 1\nBrest 0",
        "14h32 - Le vote commence",
        "Qui a voté ?",
    ],
)
def test_lists_tables_and_live_feeds_are_no_subheads(lines: str) -> None:
    assert "subhead" not in kinds(f"Le conseil vote\n\n{BODY}\n\n{lines}\n\n{BODY}")


def test_a_dateline_alone_is_boilerplate_and_before_a_sentence_is_part_of_it() -> None:
    alone = segment(f"PARIS, 3 mars (AFP) -\n{BODY}")
    assert [piece.kind for piece in alone] == ["boilerplate", "body", "body"]
    (opening, _) = segment("PARIS, 3 mars (AFP) - Le Sénat a voté. La gauche proteste.")
    assert (opening.text, opening.kind) == ("PARIS, 3 mars (AFP) - Le Sénat a voté.", "body")


def test_boilerplate_inside_a_paragraph_is_told_apart() -> None:
    assert kinds("Le maire a démissionné. (Lire aussi page 4.)") == ["body", "boilerplate"]


def test_a_name_under_the_headline_or_at_the_end_signs_the_article() -> None:
    text = f"Le conseil vote\nAnne de La Tour\n{BODY}\n\nJean Dupont"
    assert kinds(text) == ["headline", "boilerplate", "body", "body", "boilerplate"]
