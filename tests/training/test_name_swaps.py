from __future__ import annotations

import re

import numpy as np
import pytest

from depeche.articles import Article, Sentence
from depeche.labels import LABELS
from depeche.training.interchangeable_names import interchangeable_classes
from depeche.training.name_swaps import NameSwapper


def article(name: str, *texts: str) -> Article:
    return Article(name, tuple(Sentence(text, label=LABELS[i % 3], rule=5) for i, text in enumerate(texts)))


CORPUS = [
    article(
        "a",
        "Hier, le général Vargoz a nié devant la FEPAM que la Syrie recule.",
        "Vargoz est parti pour Alger.",
    ),
    article(
        "b", "Selon Mirtane et la CODREF, le budget est voté.", "Le vote de la droite a surpris à Lyonvert."
    ),
    article("c", "Le petit budget de Budget, dit Olvane, est un budget."),
]


@pytest.fixture(scope="module")
def swapper() -> NameSwapper:
    return NameSwapper(CORPUS)


def versions(swapper: NameSwapper, original: Article) -> list[Article]:
    return [swapper.swap(original, np.random.default_rng(seed)) for seed in range(40)]


def test_a_name_changes_everywhere_to_the_same_other(swapper: NameSwapper) -> None:
    seen = set()
    for swapped in versions(swapper, CORPUS[0]):
        first, second = (s.text for s in swapped.sentences)
        name = re.fullmatch(r"Hier, le général (\w+) a nié devant la (\w+) que la (\w+) recule\.", first)
        assert name and second.startswith(f"{name[1]} est parti pour ")
        seen.add(name.groups())
    people, acronyms, countries = (set(column) for column in zip(*seen, strict=True))
    assert {"Vargoz", "Mirtane"} <= people and acronyms == {"FEPAM", "CODREF"}
    assert len(countries) > 5 and "Liban" not in countries  # the article is feminine


def test_all_but_the_names_stays(swapper: NameSwapper) -> None:
    for swapped in versions(swapper, CORPUS[1]):
        assert [(s.label, s.rule, s.kind) for s in swapped.sentences] == [
            (s.label, s.rule, s.kind) for s in CORPUS[1].sentences
        ]
        assert re.fullmatch(r"Le vote de la (droite|gauche) a surpris à \w+\.", swapped.sentences[1].text), (
            swapped.sentences[1].text
        )
    assert CORPUS[1].sentences[1].text.endswith("Lyonvert.")


def test_a_word_that_also_stands_without_its_capital_is_no_name(swapper: NameSwapper) -> None:
    assert all("le budget est voté" in v.sentences[0].text for v in versions(swapper, CORPUS[1]))
    assert all(" de Budget, " in v.sentences[0].text for v in versions(swapper, CORPUS[2]))


def test_elisions_stay_right() -> None:
    for words in interchangeable_classes():
        # A word in h or y may do either: la Hongrie, d'Helsinki, le Yémen.
        assert len({word[0].lower() in "aeiouàâéèêîô" for word in words if word[0] not in "hHyY"}) == 1, words


def test_no_word_belongs_to_two_classes() -> None:
    words = [word for group in interchangeable_classes() for word in set(group)]
    twice = {word for word in words if words.count(word) > 1}
    assert twice == set()
