"""Labels of debates find their sentences in another edition of the text, and only those."""

from __future__ import annotations

import lzma
from pathlib import Path

import pytest
from typer.testing import CliRunner

from depeche.articles.reading import read_articles
from depeche.cli import app
from depeche.corpus.debates import COLUMNS, find_debates, fingerprint, opening, read_debate_labels
from depeche.errors import DepecheError

JUDGED = "L'œuvre de ce régime n'est qu'une ruine, et chacun le sait."
TOLD = "Trois journaux ont été fermés en mai 1999."
CLAIMED = "La Commission estime que les aides ont été versées."
ROWS = ((0, JUDGED, "editorial_commentary"), (0, TOLD, "factual_report"), (1, CLAIMED, "attributed_claim"))


def _write(folder: Path, rows: tuple[tuple[int, str, str], ...] = ROWS) -> Path:
    lines = [",".join(COLUMNS)]
    lines += [f"{passage},{opening(text)},{fingerprint(text)},{label},," for passage, text, label in rows]
    path = folder / "labels.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_sentences_are_found_in_an_edition_with_other_blanks_marks_and_ligatures(tmp_path: Path) -> None:
    text = tmp_path / "debates.txt.xz"
    with lzma.open(text, "wt", encoding="utf-8") as out:
        out.write("Le débat est clos. La séance est levée à midi.\n\n")
        out.write(f"Merci. L’ oeuvre de ce régime n' est qu' une ruine , et chacun le sait ! {TOLD}\n")
    found = find_debates(read_debate_labels(_write(tmp_path)), [text])
    assert [(a.sentences[0].text, a.sentences[0].label) for a in found] == [
        ("L’ oeuvre de ce régime n' est qu' une ruine , et chacun le sait !", "editorial_commentary"),
        (TOLD, "factual_report"),
    ]
    assert {(a.split, a.source, a.synthetic) for a in found} == {("train", "europarl", False)}
    assert len({a.id for a in found}) == 2


def test_a_sentence_that_only_begins_alike_is_not_taken(tmp_path: Path) -> None:
    text = tmp_path / "debates.txt"
    text.write_text("Trois journaux ont été rouverts.\n", encoding="utf-8")
    assert find_debates(read_debate_labels(_write(tmp_path)), [text]) == []


def test_the_command_writes_what_it_finds_and_fails_when_much_is_missing(tmp_path: Path) -> None:
    labels, text, out = _write(tmp_path), tmp_path / "debates.txt", tmp_path / "out.jsonl"
    arguments = ["data", "hydrate-debates", str(text), "--labels", str(labels), "--out", str(out)]
    text.write_text(f"{JUDGED} {TOLD} {CLAIMED}\n", encoding="utf-8")
    result = CliRunner().invoke(app, arguments)
    assert (result.exit_code, result.output) == (0, "3 labelled sentences found, 0 missing\n")
    assert [a.sentences[0].text for a in read_articles(out)] == [JUDGED, TOLD, CLAIMED]
    text.write_text(f"{JUDGED}\n", encoding="utf-8")
    assert CliRunner().invoke(app, arguments).exit_code == 1


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("0,ab,cd,nonsense,,", "unknown label 'nonsense'"),
        ("0,ab,cd,,,", "unknown label ''"),
        ("x,ab,cd,factual_report,,", "invalid literal"),
        ("0,ab,cd,factual_report,,31", "rule 31"),
        ("0,ab,cd,factual_report,,\n1,ab,cd,factual_report,,", "labels.csv:3: 'cd' stands twice"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "labels.csv"
    path.write_text(f"{','.join(COLUMNS)}\n{line}\n", encoding="utf-8")
    with pytest.raises(DepecheError, match=message):
        read_debate_labels(path)


def test_a_missing_or_empty_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DepecheError, match="no such file"):
        read_debate_labels(tmp_path / "labels.csv")
    with pytest.raises(DepecheError, match="no label in it"):
        read_debate_labels(_write(tmp_path, ()))
