from __future__ import annotations

import pytest

from depeche.corpus.words import telling_words

TEXTS = ["Selon l'armée, le pont tient.", "Le pont est fermé.", "Quelle honte !"] * 12
LABELS = [1, 0, 2] * 12


def test_each_class_gets_the_words_that_are_its_own() -> None:
    words = {label: {row.word for row in rows} for label, rows in telling_words(TEXTS, LABELS, top=3).items()}
    assert words[0] == {"est", "fermé", "le"} or words[0] == {"est", "fermé", "pont"}
    assert words[1] <= {"selon", "l'", "armée", "tient"}
    assert words[2] == {"quelle", "honte", "!"}


def test_scores_fall_and_a_word_of_all_classes_tells_little() -> None:
    rows = {r.word: r.score for r in telling_words([f"{text} hier" for text in TEXTS], LABELS, top=99)[2]}
    assert list(rows.values()) == sorted(rows.values(), reverse=True)
    assert abs(rows["hier"]) < rows["honte"] / 3
    assert rows["selon"] < 0


@pytest.mark.parametrize(("minimum", "known"), [(12, True), (13, False)])
def test_rare_words_are_left_out(minimum: int, known: bool) -> None:
    words = {row.word for row in telling_words(TEXTS, LABELS, top=99, min_sentences=minimum)[0]}
    assert ("fermé" in words) is known
    assert "pont" in words


def test_n_grams_and_counts() -> None:
    rows = {row.word: row for row in telling_words(TEXTS, LABELS, top=99, longest=3)[0]}
    assert (rows["pont est fermé"].inside, rows["pont est fermé"].everywhere) == (12, 12)
    assert (rows["le pont"].inside, rows["le pont"].everywhere) == (12, 24)


@pytest.mark.parametrize("texts", [[], TEXTS[:3], [f"mot{i}" for i in range(12)]])
def test_a_corpus_without_frequent_words(texts: list[str]) -> None:
    labels = LABELS[: len(texts)]
    assert telling_words(texts, labels, min_sentences=10) == {label: [] for label in labels}
