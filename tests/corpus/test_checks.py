from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from depeche.articles import Article, Sentence
from depeche.corpus.checks import check_corpus
from depeche.corpus.loading import load_corpus, select_split
from depeche.corpus.near_duplicates import near_duplicates
from depeche.corpus.styles import style_family
from depeche.corpus.summary import corpus_markdown
from depeche.errors import DepecheError
from depeche.labels import LABELS

ROOT = Path(__file__).parents[2]
SAME = "Le tribunal administratif a suspendu jeudi l'arrêté du maire de la commune voisine."
NEARLY = "Le tribunal administratif a suspendu jeudi l'arrêté du maire de la commune de Brives."
OTHER = "Une averse de grêle a détruit la moitié des vignes au nord du village."


def article(name: str, *texts: str, **fields: object) -> Article:
    sentences = tuple(Sentence(text, label=LABELS[i % 3]) for i, text in enumerate(texts))
    return replace(Article(name, sentences, split="train"), **fields)


def balanced(name: str) -> Article:
    return article(name, f"Fait {name}.", f"Propos {name}.", f"Avis {name}.")


def test_the_shipped_corpus_is_sound() -> None:
    articles = load_corpus([ROOT / "data" / "authored"])
    assert check_corpus(articles) == []
    assert len(articles) >= 120
    assert sum(s.label is not None for a in articles for s in a.sentences) >= 2200
    assert all(a.synthetic and a.split for a in articles)
    for file in (ROOT / "data" / "authored").rglob("*.txt"):
        assert "Canary:" in file.read_text(encoding="utf-8").splitlines()[0]


def test_the_counts_of_the_data_card_are_those_of_the_corpus() -> None:
    card = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    assert corpus_markdown(load_corpus([ROOT / "data" / "authored"])) in card


@pytest.mark.parametrize(("first", "second", "found"), [(SAME, SAME, 1), (SAME, NEARLY, 1), (SAME, OTHER, 0)])
def test_near_duplicates(first: str, second: str, found: int) -> None:
    pairs = near_duplicates([article("a", first), article("b", second)])
    assert len(pairs) == found


def test_short_sentences_are_alike_by_chance() -> None:
    assert near_duplicates([article("a", "Il nie les faits."), article("b", "Il nie les faits.")]) == []


@pytest.mark.parametrize(
    ("articles", "says"),
    [
        (
            [balanced("a"), article("b", SAME), article("c", SAME, split="test")],
            "leak between train and test",
        ),
        ([balanced("a"), article("b", SAME), article("c", NEARLY)], "near-duplicate"),
        ([replace(balanced("a"), split=None)], "no split"),
        (
            [replace(balanced("a"), group="g"), replace(balanced("b"), group="g", split="test")],
            "group g: lies in several splits (test, train)",
        ),
        (
            [Article("a", (Sentence("Sans étiquette."),), split="train"), balanced("b")],
            "a, sentence 1: no label",
        ),
        ([article("a", "Un seul fait.")], "class attributed_claim: 0%"),
    ],
)
def test_findings(articles: list[Article], says: str) -> None:
    assert any(says in finding for finding in check_corpus(articles))


def test_pairs_of_one_group_may_be_alike() -> None:
    pair = [article("b", SAME, group="g"), article("c", NEARLY, group="g")]
    assert [f for f in check_corpus([balanced("a"), *pair]) if "duplicate" in f or "leak" in f] == []


def test_splits_that_are_not_there_are_named() -> None:
    with pytest.raises(DepecheError, match="the corpus has: train"):
        select_split([balanced("a")], "dev")


def test_an_id_in_two_files_is_refused(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("### x | s | t | n | 2020\n- F\tUne phrase.\n", encoding="utf-8")
    with pytest.raises(DepecheError, match="'x'"):
        load_corpus([tmp_path / "a.txt", tmp_path / "b.txt"])


@pytest.mark.parametrize(
    ("style", "family"),
    [
        ("dépêche d'agence", "agency"),
        ("quotidien régional, compte rendu d'audience", "regional"),
        ("éditorial, quotidien régional", "opinion"),
        ("pseudo-information traduite", "partisan"),
        ("actualité encyclopédique", "encyclopaedic"),
        ("gazette", "other"),
    ],
)
def test_families_of_outlets(style: str, family: str) -> None:
    assert style_family(style) == family


def test_articles_that_share_a_third_of_their_words_in_a_row_are_near_duplicates() -> None:
    short = [f"Le conseil numéro {number} a voté hier." for number in range(6)]  # each too short by itself
    first, second = article("a", *short, SAME), article("b", *short, OTHER)
    pairs = near_duplicates([first, second])
    assert [(pair.first[1], pair.second[1]) for pair in pairs] == [(None, None)]
    assert any("the articles a and b" in finding for finding in check_corpus([first, second]))


def test_a_corpus_of_mirrors_only_is_reported() -> None:
    finding = "groups: 100% of the labelled sentences; expected at most 15%"
    assert finding in check_corpus([replace(balanced("a"), group="g")])
