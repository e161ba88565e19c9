from __future__ import annotations

import json
from pathlib import Path

import pytest

from depeche.articles import Article, Sentence
from depeche.cli import main
from depeche.corpus.interchange import read_any, write_any
from depeche.errors import DepecheError
from depeche.labels import LABELS

ROOT = Path(__file__).parents[2]

ARTICLES = [
    Article(
        "a-1",
        (
            Sentence("Le pont ferme", kind="headline", label="factual_report", rule=20),
            Sentence("PARIS, 3 mai", kind="boilerplate"),
            Sentence("Selon « lui », c'est fini.", label="attributed_claim", secondary="factual_report"),
            Sentence("Quelle honte !", label="editorial_commentary", rule=6),
            Sentence("À relire."),
        ),
        style="dépêche d'agence",
        topic="pont",
        slant="neutral",
        year=2019,
        split="train",
        group="g",
        source="written",
        synthetic=True,
    ),
    Article("a-2", (Sentence("Il pleut.", label="factual_report"),), split="test", source="wikinews-fr"),
]

TASK = '{"text": "x", "article": ["a"], "position": "0"}'


@pytest.mark.parametrize(
    ("name", "form"), [("x.json", None), ("x.csv", None), ("x.jsonl", None), ("folder", "datasets")]
)
def test_articles_survive_the_round_trip(name: str, form: str | None, tmp_path: Path) -> None:
    write_any(ARTICLES, tmp_path / name, form)
    assert list(read_any(tmp_path / name)) == ARTICLES


def test_the_shipped_corpus_survives_label_studio(tmp_path: Path) -> None:
    articles = list(read_any(ROOT / "data" / "authored" / "validation"))
    write_any(articles, tmp_path / "v.json")
    assert list(read_any(tmp_path / "v.json")) == articles


def test_an_export_with_corrections_in_another_order(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    write_any(ARTICLES, path)
    tasks = json.loads(path.read_text(encoding="utf-8"))
    verdict = {"from_name": "label", "to_name": "text", "type": "choices", "value": {"choices": [""]}}

    def answer(label: str, **more: object) -> dict[str, object]:
        return {"result": [verdict | {"value": {"choices": [label]}}], **more}

    tasks[0]["annotations"].append(answer("attributed_claim"))
    tasks[1]["annotations"] = [answer("factual_report")]  # not boilerplate after all
    tasks[2]["annotations"] = [answer("boilerplate")]
    tasks[3]["annotations"].append(answer("factual_report", was_cancelled=True))
    path.write_text(json.dumps([*tasks[3:], *tasks[:3]]), encoding="utf-8")
    first = next(a for a in read_any(path) if a.id == "a-1")
    assert [s.text for s in first.sentences] == [s.text for s in ARTICLES[0].sentences]
    assert [s.label for s in first.sentences[:4]] == [
        "attributed_claim",
        "factual_report",
        None,
        "editorial_commentary",
    ]
    assert [s.kind for s in first.sentences[:3]] == ["headline", "body", "boilerplate"]


def test_a_blind_project_shows_neighbours_and_no_labels(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    write_any(ARTICLES, path, "label-studio-blind")
    text = path.read_text(encoding="utf-8")
    for word in ("factual_report", "attributed_claim", "boilerplate", "rule"):
        assert word not in text
    data = json.loads(text)[2]["data"]
    assert (data["before"], data["after"]) == ("Le pont ferme\nPARIS, 3 mai", "Quelle honte !\nÀ relire.")
    interface = path.with_suffix(".xml").read_text(encoding="utf-8")
    assert interface.startswith("<View>")
    assert 'value="editorial_commentary"' in interface


def test_datasets_open_with_the_library_alone(tmp_path: Path) -> None:
    from datasets import load_from_disk

    write_any(ARTICLES, tmp_path / "corpus", "datasets")
    corpus = load_from_disk(str(tmp_path / "corpus"))
    assert {split: part.num_rows for split, part in corpus.items()} == {"train": 5, "test": 1}
    assert corpus["train"].features["label"].names == [
        "factual_report",
        "attributed_claim",
        "editorial_commentary",
    ]
    assert corpus["train"]["label"] == [0, None, 1, 2, None]
    assert 'load_from_disk("corpus")' in (tmp_path / "corpus" / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "not JSON"),
        ("{}", "expected a list of tasks"),
        ('[{"data": {"text": "x"}}]', "task 1: its data"),
        (f'[{{"data": {TASK}, "annotations": ["x"]}}]', "task 1: its position or its annotations"),
        (f'[{{"data": {TASK}, "annotations": [{{"result": [null]}}]}}]', "task 1: its position or its"),
        (f'[{{"data": {TASK}, "annotations": [{{}}]}}]', "task 1: its position or its annotations"),
        ('[{"data": {"text": "x", "article": "a", "position": "first"}}]', "task 1: its position"),
    ],
)
def test_files_that_are_no_export(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DepecheError, match=says):
        list(read_any(path))


def test_the_command_converts_there_and_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = ROOT / "data" / "authored" / "validation" / "v1.txt"
    folder, back = tmp_path / "set", tmp_path / "back.jsonl"
    assert main(["corpus", "convert", str(source), str(folder), "--to", "datasets"]) == 0
    assert main(["corpus", "convert", str(folder), str(back)]) == 0
    assert list(read_any(back)) == list(read_any(source))
    assert main(["corpus", "convert", str(source), str(back), "--to", "excel"]) == 2
    assert "label-studio" in capsys.readouterr().err


def test_tasks_whose_positions_are_strings_stand_in_order(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    data = [{"text": f"Phrase {i}.", "article": "a", "position": str(i)} for i in range(12)]
    path.write_text(json.dumps([{"data": row} for row in data]), encoding="utf-8")
    (found,) = read_any(path)
    assert [s.text for s in found.sentences] == [row["text"] for row in data]


@pytest.mark.parametrize("name", ["x.xml", "x.jsonl", "x"])
def test_tasks_need_a_json_file(name: str, tmp_path: Path) -> None:
    with pytest.raises(DepecheError, match=r"a \.json file"):
        write_any(ARTICLES, tmp_path / name, "label-studio")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "form"), [("x.json", None), ("x.csv", None), ("folder", "datasets"), ("x.txt", "text")]
)
def test_a_text_that_is_not_split_is_refused(name: str, form: str | None, tmp_path: Path) -> None:
    with pytest.raises(DepecheError, match="not split into sentences"):
        write_any([Article("t", text="Il pleut.")], tmp_path / name, form)
    assert not list(tmp_path.iterdir())


def test_a_dataset_with_its_classes_in_another_order(tmp_path: Path) -> None:
    from datasets import ClassLabel, Dataset, DatasetDict, Features, Value

    types = Features({"text": Value("string"), "label": ClassLabel(names=sorted(LABELS))})
    rows = {"text": ["Il pleut.", "Quelle honte !", "À lire."], "label": ["factual_report", LABELS[2], -1]}
    DatasetDict(train=Dataset.from_dict(rows, features=types)).save_to_disk(str(tmp_path / "d"))
    labels = [s.label for a in read_any(tmp_path / "d") for s in a.sentences]
    assert labels == ["factual_report", "editorial_commentary", None]


@pytest.mark.parametrize(("count", "licence"), [(1, "cc-by-4.0"), (2, "other")])
def test_only_written_text_is_put_under_our_licence(count: int, licence: str, tmp_path: Path) -> None:
    write_any(ARTICLES[:count], tmp_path / "d", "datasets")
    assert f"license: {licence}\n" in (tmp_path / "d" / "README.md").read_text(encoding="utf-8")


def test_plain_text_is_what_pretraining_reads(tmp_path: Path) -> None:
    from depeche.pretraining.text import read_blocks

    path = tmp_path / "plain.txt"
    write_any(ARTICLES, path, "text")
    assert list(read_blocks([path])) == [[s.text for s in article.sentences] for article in ARTICLES]
