from __future__ import annotations

import json
from pathlib import Path

import pytest

from depeche.articles.reading import read_articles
from depeche.cli import main
from depeche.corpus.press.fetching import fetch_press
from depeche.corpus.press.hydration import hydrate
from depeche.corpus.press.pointers import PressLabels, read_press_labels
from depeche.errors import DepecheError


@pytest.fixture
def press(press_labels: PressLabels, server: str, tmp_path: Path) -> Path:
    fetch_press(press_labels, tmp_path / "press", base_url=server)
    return tmp_path / "press"


def test_articles_carry_labels_split_and_source(press_labels: PressLabels, press: Path) -> None:
    articles = {a.id: a for a in hydrate(press_labels, press).articles}
    wiki = articles["wiki/w1"]
    assert (wiki.split, wiki.source, wiki.year, wiki.synthetic) == ("train", "wiki", 2016, False)
    assert [s.kind for s in wiki.sentences] == ["headline", "boilerplate", "body", "body"]
    assert (wiki.sentences[3].label, wiki.sentences[3].rule) == ("attributed_claim", 10)
    assert articles["site/s1"].split == "test"


def test_a_stream_becomes_articles_of_one_sentence(press_labels: PressLabels, press: Path) -> None:
    stream = [a for a in hydrate(press_labels, press).articles if a.source == "er"]
    assert [len(a.sentences) for a in stream] == [1, 1]


def test_missing_files_and_changed_texts_are_reported(press_labels: PressLabels, press: Path) -> None:
    (press / "er.jsonl").unlink()
    lines = (press / "wiki.jsonl").read_text(encoding="utf-8").splitlines()
    row = json.loads(lines[2]) | {"text": "Le pont a rouvert."}
    (press / "wiki.jsonl").write_text("\n".join([*lines[:2], json.dumps(row), lines[3]]), encoding="utf-8")
    result = hydrate(press_labels, press)
    assert {p.sent_id for p in result.missing} == {"er_1", "er_2"}
    assert [p.sent_id for p in result.changed] == ["L2S1"]
    assert "er: 0 labelled sentences joined, 2 missing, 0 with another text" in result.report()
    assert "wiki: 2 labelled sentences joined, 0 missing, 1 with another text" in result.report()


def test_the_command_writes_a_corpus_and_says_what_is_missing(
    label_folder: Path, press: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "hydrated.jsonl"
    command = ["data", "hydrate", "--press", str(press), "--labels", str(label_folder), "--out", str(out)]
    assert main(command) == 0
    assert sum(s.label is not None for a in read_articles(out) for s in a.sentences) == 7
    (press / "site.jsonl").unlink()
    assert main(command) == 1
    assert "not joined: site s1 title" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("labels.csv", "wiki,w1,L0S0", "wiki,w9,L0S0", "labels.csv:2: document 'w9' is not in documents.csv"),
        ("labels.csv", "wiki,w1,L2S0", "wiki,w1,L0S0", "labels.csv:3: sentence 'L0S0' of 'w1' stands twice"),
        ("labels.csv", "attributed_claim", "attribution", "labels.csv:5: unknown label 'attribution'"),
        ("labels.csv", "boilerplate", "stuff", "labels.csv:3: unknown kind 'stuff'"),
        ("labels.csv", ",10\n", ",ten\n", "labels.csv:5, column rule: 'ten' is no whole number"),
        ("labels.csv", ",10\n", ",99\n", "labels.csv:5: rule 99 is not in the codebook"),
        (
            "labels.csv",
            "boilerplate,,",
            "boilerplate,factual_report,",
            "boilerplate has no label",
        ),
        ("labels.csv", "sha1", "hash", "labels.csv:2: no sha1"),
        ("documents.csv", "site,s1,", "wiki,w1,", "documents.csv:3: document 'w1' stands twice"),
        ("documents.csv", "2016/un", "../../un", "documents.csv:2: '../../un pont.txt' is no path inside"),
        ("documents.csv", "2016/un", "..\\un", "documents.csv:2: '..\\un pont.txt' is no path inside"),
        ("documents.csv", "er.conllu", "/er.conllu", "documents.csv:4: '/er.conllu' is no path inside"),
        ("sources.json", "owner/wiki", "../wiki", "wiki: repo is '../wiki'"),
        ("sources.json", "owner/wiki", "/tmp/wiki", "wiki: repo is '/tmp/wiki'"),
        ("sources.json", "0" * 40, "main", "wiki: commit is 'main'"),
        ("sources.json", '"wiki"', '"../wiki"', "the name of a source is"),
        (
            "sources.json",
            '"may_train": true',
            '"may_train": "no"',
            "may_train and stream must be",
        ),
        ("documents.csv", ",test", ",dev", "documents.csv:3: unknown split 'dev'"),
        ("documents.csv", "site,", "blog,", "documents.csv:3: unknown source 'blog'"),
        ("sources.json", '"may_train": true', '"may_train": false', "documents.csv:2: 'wiki' may not train"),
        ("sources.json", "conllu", "xml", "unknown layout 'xml'"),
        ("sources.json", '"layout"', '"shape"', "not a list of sources"),
    ],
)
def test_labels_that_do_not_fit_are_refused(
    label_folder: Path, file: str, old: str, new: str, says: str
) -> None:
    path = label_folder / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(DepecheError) as caught:
        read_press_labels(label_folder)
    assert says in str(caught.value)


def test_a_press_folder_that_is_not_there_leaves_the_corpus_as_it_is(
    label_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "hydrated.jsonl"
    out.write_text("kept", encoding="utf-8")
    command = ["data", "hydrate", "--press", str(tmp_path / "none"), "--labels", str(label_folder)]
    assert main([*command, "--out", str(out)]) == 2
    assert "no such folder" in capsys.readouterr().err
    assert out.read_text(encoding="utf-8") == "kept"


def test_a_file_of_labels_that_holds_none(label_folder: Path) -> None:
    path = label_folder / "labels.csv"
    path.write_text(path.read_text(encoding="utf-8").split("\n")[0] + "\n", encoding="utf-8")
    with pytest.raises(DepecheError, match=r"labels\.csv: no label"):
        read_press_labels(label_folder)


def test_a_folder_without_labels(tmp_path: Path) -> None:
    with pytest.raises(DepecheError, match=r"sources\.json"):
        read_press_labels(tmp_path)
