from __future__ import annotations

from pathlib import Path

import pytest

from depeche.articles import Article, Sentence
from depeche.articles.reading import write_articles
from depeche.cli import main
from depeche.corpus.report import report_markdown
from depeche.labels import LABELS

WRITTEN = [
    Article(
        f"w{i}",
        (
            Sentence(f"Le conseil de Lyon a voté le budget numéro {i}.", label=LABELS[0]),
            Sentence(f"« C'est trop », selon un élu de l’opposition, le numéro {i}.", label=LABELS[1]),
            Sentence(f"Ce budget est une faute et Lyon paiera, numéro {i} !", label=LABELS[2]),
        ),
    )
    for i in range(12)
]
PRESS = [Article("p", (Sentence("Le conseil votera lundi un autre plan.", label=LABELS[0]),))]


def test_the_report_names_what_tells_and_compares() -> None:
    text = report_markdown(WRITTEN, PRESS)
    assert "| attributed_claim | 12 | 12 |" in text
    assert "| Lyon | 24 | 50% | 0% | 50% | skewed |" in text
    assert "| le conseil | 12 | 100% | 0% | 0% |" in text
    assert "| real press | factual_report | 1 | 7.0 |" in text
    assert "all but 4 do (votera, lundi, autre, plan)" in text
    assert "| « » with blanks | 33.3% | 0.0% |" in text


def test_without_press_there_is_no_comparison() -> None:
    text = report_markdown(WRITTEN)
    assert "Beside the real press" not in text
    assert "Vocabulary" not in text


@pytest.mark.parametrize("articles", [[], PRESS, [Article("t", text="Il pleut.")]])
def test_a_corpus_too_small_for_n_grams(articles: list[Article]) -> None:
    assert "## The 50 n-grams that tell most" in report_markdown(articles)


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, articles in (("w.jsonl", WRITTEN), ("p.jsonl", PRESS)):
        write_articles(articles, tmp_path / name)
    assert main(["corpus", "report", str(tmp_path / "w.jsonl"), "--press", str(tmp_path / "p.jsonl")]) == 0
    assert capsys.readouterr().out == report_markdown(WRITTEN, PRESS)
