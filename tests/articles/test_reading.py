from __future__ import annotations

from pathlib import Path

import pytest

from depeche.articles import Article, Sentence
from depeche.articles.reading import read_articles, write_articles
from depeche.articles.text import decode
from depeche.errors import DepecheError

ARTICLES = [
    Article(
        id="a;1",
        sentences=(
            Sentence("Un titre, « entre guillemets »", kind="headline", label="factual_report"),
            Sentence(
                'Elle a dit "non" ;\u00a0puis oui.',
                label="attributed_claim",
                secondary="factual_report",
                rule=19,
            ),
            Sentence("Par la rédaction", kind="boilerplate"),
            Sentence("Pas encore étiquetée."),
        ),
        style="agence",
        year=2020,
        split="train",
        group="g",
        source="written",
        synthetic=True,
    ),
    Article(
        id="a2",
        sentences=(Sentence("Seule.", label="editorial_commentary"),),
        source="written",
        synthetic=True,
    ),
]


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.csv", "a.parquet"])
def test_every_format_gives_back_what_was_written(tmp_path: Path, name: str) -> None:
    write_articles(ARTICLES, tmp_path / name)
    assert list(read_articles(tmp_path / name)) == ARTICLES


def test_plain_text_is_one_article_not_split_yet(tmp_path: Path) -> None:
    (tmp_path / "texte.txt").write_text("Un titre\n\nUne phrase. Une autre.", encoding="utf-8")
    (article,) = read_articles(tmp_path / "texte.txt")
    assert article.id == "texte" and article.text == "Un titre\n\nUne phrase. Une autre."
    assert article.sentences == ()


def test_a_folder_is_read_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b", "a", "c"):
        (tmp_path / f"{name}.txt").write_text(f"Texte {name}.", encoding="utf-8")
    assert [a.id for a in read_articles(tmp_path)] == ["a", "b", "c"]


def test_semicolon_and_tab_separated_tables(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("article;text;label\n1;Bonjour, tous.;factual_report\n", encoding="utf-8")
    (tmp_path / "b.tsv").write_text("article\ttext\n2\tBonsoir.\n", encoding="utf-8")
    first, second = read_articles(tmp_path)
    assert first.sentences[0].text == "Bonjour, tous." and first.sentences[0].label == "factual_report"
    assert second.sentences[0].text == "Bonsoir."


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.csv", "article,phrase\n1,Bonjour.\n", "a.csv:2: no column 'text'; there are: article, phrase"),
        ("a.csv", "article,text,label\n1,Bonjour.,fait\n", "a.csv:2: unknown label 'fait'"),
        ("a.csv", "article,text,year\n1,Bonjour.,hier\n", "a.csv:2: column 'year' holds 'hier'"),
        ("a.csv", "article,text\n1,Bon,jour.\n", "a.csv:2: the row has more cells"),
        ("a.jsonl", '{"id": "1", "text": "Bon."}\n{"id": "2"', "a.jsonl:2: not JSON"),
        ("a.jsonl", '["liste"]', "a.jsonl:1: expected an object"),
        ("a.jsonl", '{"id": "1", "titre": "x"}', "a.jsonl:1: an article needs 'sentences' or 'text'"),
        ("a.jsonl", '{"id": "1", "sentences": [{"texte": "x"}]}', "a.jsonl:1: a sentence has no 'text'"),
        ("a.jsonl", '{"id": "1", "sentences": [{"text": "x", "label": "vrai"}]}', "unknown label 'vrai'"),
        ("a.jsonl", '{"id": "1", "text": "x"}\n{"id": "1", "text": "y"}', "the article id '1' stands twice"),
        ("a.docx", "rien", "unknown ending '.docx'"),
        ("a.parquet", "rien", "not a Parquet file"),
    ],
)
def test_errors_say_where_and_what(tmp_path: Path, name: str, content: str, says: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(DepecheError, match=".") as caught:
        list(read_articles(tmp_path / name))
    assert says in str(caught.value)
    assert len(str(caught.value).splitlines()) <= 2


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(DepecheError, match="no such file"):
        list(read_articles(tmp_path / "rien.txt"))
    with pytest.raises(DepecheError, match="no article file"):
        list(read_articles(tmp_path))


FRENCH = (
    "Le maire a déclaré, « à l'été », que l'œuvre coûtera 3 €. Ça suffit ! Où ça ? Là-bas, près de la forêt."
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_are_recognised_and_nothing_is_lost(
    encoding: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert decode(FRENCH.encode(encoding), "f.txt") == FRENCH
    said = capsys.readouterr().err
    assert ("f.txt is not UTF-8; read as cp1252" in said) == (encoding == "cp1252")


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\x00\x00", bytes(range(1, 32)) * 50 + b"\xff\xfe\x80"])
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(DepecheError, match="not a text file"):
        decode(data, "f.txt")


def test_a_failed_write_leaves_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    write_articles(ARTICLES[:1], target)
    before = target.read_bytes()
    with pytest.raises(DepecheError, match="not split"):
        write_articles([ARTICLES[0], Article(id="x", text="Texte.")], target)
    assert target.read_bytes() == before
    assert [f.name for f in tmp_path.iterdir()] == ["a.txt"]
