"""The command line as a user meets it: outputs, exit statuses, and bad input."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from depeche.cli import main

ARTICLE = "Un titre court\n\nLe pont a rouvert mardi. « Nous avons tenu », a dit le maire.\n"


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


@pytest.fixture
def tag(tiny_tagger_folder: Path):
    """Runs ``depeche tag`` with the tiny checkpoint."""
    return lambda *arguments: main(["tag", "--checkpoint", str(tiny_tagger_folder), *map(str, arguments)])


def rows(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


def test_piped_output_is_jsonl_with_offsets(tag, article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tag(article) == 0
    found = rows(capsys.readouterr().out)
    assert [row["kind"] for row in found] == ["headline", "body", "body"]
    assert all(ARTICLE[row["start"] : row["end"]] == row["text"] for row in found)
    assert all(row["document"] == str(article) for row in found)


def test_csv_has_a_column_a_class(tag, article: Path, tmp_path: Path) -> None:
    assert tag(article, "--out", tmp_path / "out.csv") == 0
    found = list(csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text(encoding="utf-8"))))
    assert len(found) == 3
    for row in found:
        total = sum(
            float(row[name]) for name in ("factual_report", "attributed_claim", "editorial_commentary")
        )
        assert total == pytest.approx(1, abs=1e-3)


def test_table_names_the_classes_in_french(tag, article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tag(article, "--format", "table") == 0
    out = capsys.readouterr().out
    assert "Le pont a rouvert mardi." in out
    assert any(
        name in out for name in ("présenté comme un fait", "attribué à autrui", "commentaire éditorial")
    )


def test_html_page(tag, article: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tag(article, "--html", tmp_path / "r.html") == 0
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "il ne vérifie rien" in page and "Le pont a rouvert mardi." in page
    assert capsys.readouterr().out == ""


def test_folders_and_tables(tag, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from depeche.articles.tables import import_pyarrow

    pyarrow, parquet = import_pyarrow()
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("Première.", encoding="utf-8")
    (folder / "b.csv").write_text("id,corps\nx,Deuxième.\ny,\n", encoding="utf-8")
    (folder / "c.jsonl").write_text('{"id": 7, "corps": "Troisième."}\n', encoding="utf-8")
    parquet.write_table(pyarrow.table({"corps": ["Quatrième."]}), folder / "d.parquet")
    assert tag(folder, "--column", "corps") == 0
    found = rows(capsys.readouterr().out)
    assert [(Path(r["document"]).name, r["text"]) for r in found] == [
        ("a.txt", "Première."), ("x", "Deuxième."), ("7", "Troisième."), ("d.parquet:1", "Quatrième."),
    ]  # fmt: skip


def test_standard_input(tag, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    stdin = io.TextIOWrapper(io.BytesIO("Le maire a été élu à l'été.".encode("cp1252")), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", stdin)
    assert tag("-") == 0
    captured = capsys.readouterr()
    assert rows(captured.out)[0]["text"] == "Le maire a été élu à l'été."
    assert "standard input is not UTF-8; read as cp1252" in captured.err


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("vide.txt", b"", "empty"),
        ("blanc.txt", " \n\u00a0\n".encode(), "nothing but blanks"),
        ("image.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not a text file"),
        ("a.csv", b"id,corps\n1,Bonjour.\n", "no column 'text'; there are: id, corps"),
        ("a.jsonl", b'{"text": 3}\n', "holds no text but int"),
        ("a.jsonl", b'{"text": "x"\n', "not JSON"),
        ("a.parquet", b"PAR1 no", "not a Parquet file"),
        ("a.csv", b"id,text\n1,Un.\n1,Deux.\n", "a.csv:3: the id '1' stands there twice"),
    ],
)
def test_bad_input_is_two_lines_and_status_2_and_no_file(
    tag, tmp_path: Path, name: str, content: bytes, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / name
    source.write_bytes(content)
    assert tag(source, "--out", tmp_path / "out.jsonl") == 2
    said = capsys.readouterr().err
    assert says in said and "Traceback" not in said
    assert len(said.strip().splitlines()) <= 2
    assert [f.name for f in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["tag", "/nowhere.txt"], "no such file or folder"),
        (["tag", "x", "--format", "xml"], "unknown output format 'xml'"),
        (["tag", "x", "--out", "y.docx"], "unknown output format 'docx'"),
        (["tag", "x", "--checkpoint", "/nowhere"], "no such checkpoint folder"),
        (["evaluate", "/nowhere"], "no such checkpoint folder"),
        (["train", "--config", "/nowhere.yaml"], "/nowhere.yaml"),
        (["train", "training.epoch=2"], "did you mean 'epochs'"),
        (["segment", "/nowhere.txt"], "no such file or folder"),
        (["corpus", "check", "/nowhere"], "no such file or folder"),
        (["tag", "--wrong"], "No such option"),
        (["nonsense"], "nonsense"),
    ],
)
def test_usage_errors(arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert says in said and "Traceback" not in said
    assert len(said.strip().splitlines()) <= 2


def test_segment_prints_offsets(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["segment", str(article)]) == 0
    found = rows(capsys.readouterr().out)
    assert [set(row) for row in found] == [{"start", "end", "text", "kind"}] * 3
    assert all(ARTICLE[row["start"] : row["end"]] == row["text"] for row in found)


def test_corpus_commands(corpus_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["corpus", "summary", str(corpus_folder)]) == 0
    assert "| test | 4 | 52 |" in capsys.readouterr().out
    assert main(["corpus", "convert", str(corpus_folder), str(tmp_path / "c.csv")]) == 0
    assert main(["corpus", "convert", str(tmp_path / "c.csv"), str(tmp_path / "c.txt")]) == 0
    capsys.readouterr()
    # The invented sentences of the fixture repeat patterns: exactly what the check is for.
    assert main(["corpus", "check", str(tmp_path / "c.txt")]) == 1
    assert "leak between train and test" in capsys.readouterr().out


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)


def test_a_library_that_is_not_installed_is_named_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    readings = Path(__file__).parents[1] / "data" / "agreement"
    monkeypatch.setitem(sys.modules, "krippendorff", None)
    assert main(["agreement", str(readings)]) == 2
    assert capsys.readouterr().err == "depeche: this needs krippendorff: pip install 'depeche[train]'\n"


def test_heavy_libraries_stay_out_of_light_commands() -> None:
    code = (
        "import sys; import depeche, depeche.cli; depeche.cli.main(['--help']);"
        "heavy = {'torch', 'transformers', 'datasets', 'evaluate', 'sklearn', 'pandas', 'numpy'};"
        "found = heavy & set(sys.modules); assert not found, found"
    )
    done = run("-c", code)
    assert done.returncode == 0, done.stderr


def test_tagging_with_onnx_needs_no_torch() -> None:
    code = (
        "import sys\n"
        "from depeche.inference.command import run_tagging\n"
        "import depeche.inference.report\n"
        "heavy = {'torch', 'transformers', 'datasets', 'evaluate', 'sklearn', 'pandas'}\n"
        "found = heavy & set(sys.modules)\n"
        "assert not found, found"
    )
    done = run("-c", code)
    assert done.returncode == 0, done.stderr
