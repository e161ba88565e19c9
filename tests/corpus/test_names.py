from __future__ import annotations

from depeche.articles import Article, Sentence
from depeche.corpus.names import name_classes, names_of
from depeche.labels import LABELS, Label


def test_names_are_capitals_inside_a_sentence() -> None:
    text = "Lundi, le maire de Lyon a reçu l'ONU et Jean-Marc Dupont ; « Paris » attend."
    assert list(names_of(text)) == ["Lyon", "ONU", "Jean-Marc", "Dupont"]


def article(*sentences: tuple[str, Label]) -> Article:
    return Article("a", tuple(Sentence(text, label=label) for text, label in sentences))


def test_a_name_of_one_class_is_skewed_and_a_name_of_all_is_not() -> None:
    everywhere = [(f"Hier, à Lyon, fait {i}.", LABELS[i % 3]) for i in range(30)]
    only_commentary = [(f"Hier, à Nice, fait {i}.", LABELS[2]) for i in range(12)]
    once = [("Hier, à Metz, rien.", LABELS[0])]
    names = {n.name: n for n in name_classes([article(*everywhere, *only_commentary, *once)])}
    assert names["Nice"].skewed
    assert not names["Lyon"].skewed
    assert not names["Metz"].skewed  # one sentence proves nothing
    assert (names["Nice"].total, names["Lyon"].counts[LABELS[1]]) == (12, 10)
    assert [n.name for n in name_classes([article(*everywhere, *only_commentary)], top=1)] == ["Lyon"]
