from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depeche.articles import Article, Sentence
from depeche.articles.authoring import format_authoring, parse_authoring
from depeche.errors import DepecheError
from depeche.labels import KINDS, LABELS

TEXT = """\
# a comment
### a-1 | dépêche d'agence | grève | neutral | 2019 | split=train | group=rail
H A:20	Rail : « Nous tiendrons »
- X	PARIS, 3 mars (agence) -
- F	Le trafic a repris mardi.

- E/A:7	L'ONG partisane s'imagine le contraire.
### a-2 | tribune | école | de gauche | 2020
- ?	Une phrase sans étiquette.
"""


def test_reads_headers_and_lines() -> None:
    first, second = parse_authoring(TEXT.splitlines(), "f.txt")
    assert (first.id, first.style, first.year, first.split, first.group) == (
        "a-1",
        "dépêche d'agence",
        2019,
        "train",
        "rail",
    )
    assert first.synthetic and first.source == "written"
    assert [s.kind for s in first.sentences] == ["headline", "boilerplate", "body", "body"]
    assert first.sentences[0].rule == 20
    assert first.sentences[3].label == "editorial_commentary"
    assert first.sentences[3].secondary == "attributed_claim"
    assert first.headline == "Rail : « Nous tiendrons »"
    assert len(first.speaking()) == 3
    assert second.sentences[0].label is None


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("- F\tSans en-tête.", 1, "header"),
        ("### a | s | t | n | 2020\n- Z\tÉtiquette inconnue.", 2, "KIND LABEL"),
        ("### a | s | t | n | 2020\n- F Sans tabulation.", 2, "TAB"),
        ("### a | s | t | n | deux mille", 1, "year"),
        ("### a | s | t | n | 2020 | de trop", 1, "one too many"),
        ("### a | s | t | n | 2020 | split=dev", 1, "split"),
        ("### a | s | t | n | 2020\n- F:31\tRègle inconnue.", 2, "rule 31"),
        ("### a | s | t | n | 2020\n- F\t   ", 2, "empty"),
        ("###  | s | t | n | 2020", 1, "id"),
    ],
)
def test_errors_name_file_and_line(text: str, line: int, says: str) -> None:
    with pytest.raises(DepecheError) as caught:
        list(parse_authoring(text.splitlines(), "f.txt"))
    assert f"f.txt:{line}:" in str(caught.value)
    assert says in str(caught.value)


words = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=40).map(
    str.strip
)
plain = words.filter(lambda t: t and "|" not in t and "=" not in t)
sentences = st.builds(
    Sentence,
    text=words.filter(bool),
    kind=st.sampled_from([kind for kind in KINDS if kind != "boilerplate"]),
    label=st.sampled_from(LABELS),
    secondary=st.sampled_from([None, *LABELS]),
    rule=st.one_of(st.none(), st.integers(1, 24)),
)
articles = st.builds(
    Article,
    id=plain,
    sentences=st.lists(sentences, min_size=1, max_size=5).map(tuple),
    style=plain,
    topic=plain,
    slant=plain,
    year=st.integers(1990, 2030),
    split=st.sampled_from([None, "train", "test"]),
    group=st.one_of(st.none(), plain),
    source=st.just("written"),
    synthetic=st.just(True),
)


@given(articles)
def test_round_trip(article: Article) -> None:
    lines = "".join(format_authoring([article])).split("\n")
    assert list(parse_authoring(lines, "f.txt")) == [article]
