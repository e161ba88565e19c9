"""Archives as a user tags them: what comes out, what is refused, what is said."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from depeche.archive.writing import parquet_schema
from depeche.inference.output import sentence_rows
from depeche.inference.records import TaggedSentence
from depeche.labels import LABELS

Tag = Callable[..., int]
Kit = SimpleNamespace


def test_a_folder_comes_out_partitioned_and_in_the_formats_it_went_in(
    kit: Kit, tag: Tag, archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "tagged"
    assert tag(archive, "--out", f"{out}/") == 0
    assert list(kit.contents(out)) == ["2024/a.parquet", "b.jsonl", "c.csv", "d.jsonl"]
    assert (out / "d.jsonl").read_bytes() == b""
    said = capsys.readouterr().err
    assert "sentences of 59 texts" in said and "2 rows without text" in said
    found = kit.rows_of(out / "2024" / "a.parquet")
    assert list(dict.fromkeys(row["document"] for row in found)) == [f"a{i}" for i in range(40) if i != 11]
    for row in found:
        source = kit.text(int(row["document"][1:]))
        assert source[row["start"] : row["end"]] == row["text"]
        assert row["label"] == max(LABELS, key=lambda name: row[name])
        assert row["score"] == pytest.approx(max(row[name] for name in LABELS))
    multiline = [row for row in kit.rows_of(out / "c.csv") if "«\n" in row["text"]]
    assert {row["document"] for row in multiline} == {"2", "5", "8"}


def test_parquet_has_the_columns_of_the_other_formats() -> None:
    (row,) = sentence_rows("x", [TaggedSentence("Oui.", 0, 4, "body", None, None, False)])
    names = parquet_schema().names
    assert [n for n in names if n not in LABELS] == [n for n in row if n != "scores"]


def test_pandas_reads_a_folder_of_parquet_without_our_record(
    kit: Kit, tag: Tag, archive: Path, tmp_path: Path
) -> None:
    import pandas

    (archive / "d.jsonl").unlink()
    assert tag(archive, "--out", tmp_path / "tagged", "--format", "parquet") == 0
    frame = pandas.read_parquet(tmp_path / "tagged")
    assert len(frame) == len(kit.rows_of(tmp_path / "tagged")) and frame["score"].dtype == "float32"


@pytest.mark.parametrize("ending", ["parquet", "jsonl", "csv"])
def test_one_file_holds_the_rows_of_all_and_leaves_nothing_beside_it(
    kit: Kit, tag: Tag, archive: Path, tmp_path: Path, ending: str
) -> None:
    out = tmp_path / f"tagged.{ending}"
    out.write_text("what stood there before is replaced", encoding="utf-8")
    assert tag(archive, "--out", out, "--id-column", "none", "--engine", "local") == 0
    assert {f.name for f in tmp_path.iterdir()} == {"archive", out.name}
    assert tag(archive, "--out", f"{tmp_path / 'apart'}/", "--id-column", "none", "--format", ending) == 0
    assert kit.rows_of(out) == [
        row for name in kit.contents(tmp_path / "apart") for row in kit.rows_of(tmp_path / "apart" / name)
    ]
    documents = {row["document"] for row in kit.rows_of(out)}
    assert {"2024/a.parquet:1", "b.jsonl:1", "c.csv:2"} <= documents


def test_without_a_kill_parts_do_not_show(kit: Kit, tag: Tag, archive: Path, tmp_path: Path) -> None:
    for rows in (1, 5, 1000):
        assert tag(archive, "--out", f"{tmp_path / str(rows)}/", "--part-rows", rows) == 0
    cut = [
        [(row["document"], row["start"], row["text"]) for row in kit.rows_of(tmp_path / rows)]
        for rows in ("1", "5", "1000")
    ]
    assert cut[0] == cut[1] == cut[2]


def test_the_texts_are_those_that_the_plain_way_reads(
    kit: Kit, tag: Tag, archive: Path, tmp_path: Path
) -> None:
    source = archive / "b.jsonl"
    assert tag(source, "--out", tmp_path / "plain.jsonl") == 0
    assert tag(source, "--out", tmp_path / "parts.jsonl", "--engine", "local") == 0
    plain, parts = kit.rows_of(tmp_path / "plain.jsonl"), kit.rows_of(tmp_path / "parts.jsonl")
    assert [{**r, "score": 0, "scores": 0} for r in plain] == [{**r, "score": 0, "scores": 0} for r in parts]
    assert [r["score"] for r in plain] == pytest.approx([r["score"] for r in parts], abs=2e-4)


def test_a_finished_run_is_not_done_again(
    kit: Kit, tag: Tag, archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tag(archive, "--out", f"{tmp_path / 'tagged'}/") == 0
    before = kit.contents(tmp_path / "tagged")
    capsys.readouterr()
    assert tag(archive, "--out", f"{tmp_path / 'tagged'}/") == 0
    assert "was finished before" in capsys.readouterr().err
    assert kit.contents(tmp_path / "tagged") == before
    (tmp_path / "tagged" / "b.jsonl").unlink()
    assert tag(archive, "--out", f"{tmp_path / 'tagged'}/") == 2
    assert "b.jsonl: is gone" in capsys.readouterr().err


def test_shards_are_disjoint_and_together_the_whole(
    kit: Kit, tag: Tag, archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole, out = tmp_path / "whole.parquet", tmp_path / "tagged.parquet"
    assert tag(archive, "--out", whole, "--id-column", "none") == 0
    seen: set[str] = set()
    for shard in ("2/3", "3/3", "1/3"):
        assert not out.exists()
        assert tag(archive, "--out", out, "--id-column", "none", "--shard", shard) == 0
        done = {f.name for f in (tmp_path / "tagged.parquet.parts").glob("parts/*")}
        assert seen < done or shard == "1/3"
        seen |= done
    assert "completed by the shard that ends last" in capsys.readouterr().err
    assert kit.rows_of(out) == kit.rows_of(whole)
    assert not (tmp_path / "tagged.parquet.parts").exists()


@pytest.mark.parametrize("shard", ["0/3", "4/3", "1", "a/b", "-1/3", "1/0", "1/2/3"])
def test_bad_shards(tag: Tag, archive: Path, tmp_path: Path, shard: str, capsys) -> None:
    assert tag(archive, "--out", f"{tmp_path / 'x'}/", f"--shard={shard}") == 2
    assert f"--shard {shard}: expected i/n" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        (["--abstain", "0.9"], "abstain"),
        (["--part-rows", "6"], "part-rows"),
        (["--id-column", "x"], "id-column"),
        (["--explain"], "explain"),
        (["--format", "csv"], "format"),
    ],
)
def test_a_run_goes_on_only_with_its_settings(
    tag: Tag, archive: Path, tmp_path: Path, changed: list[str], named: str, capsys
) -> None:
    out = f"{tmp_path / 'tagged'}/"
    assert tag(archive, "--out", out, "--shard", "1/2") == 0
    assert tag(archive, "--out", out, *changed) == 2
    said = capsys.readouterr().err.splitlines()[-1]
    assert f"begun with another {named}, see" in said
    assert tag(archive, "--out", out) == 0


def test_a_changed_archive_or_checkpoint_is_another_run(
    kit: Kit, tag: Tag, archive: Path, tmp_path: Path, tiny_tagger_folder: Path, capsys
) -> None:
    out = f"{tmp_path / 'tagged'}/"
    assert tag(archive, "--out", out, "--shard", "1/2") == 0
    other = tmp_path / "other"
    shutil.copytree(tiny_tagger_folder, other)
    assert tag(archive, "--out", out, "--checkpoint", other) == 0  # a copy is the same checkpoint
    shutil.rmtree(out)
    assert tag(archive, "--out", out, "--shard", "1/2") == 0
    record = json.loads((other / "depeche.json").read_text(encoding="utf-8"))
    (other / "depeche.json").write_text(json.dumps({**record, "temperature": 3}), encoding="utf-8")
    assert tag(archive, "--out", out, "--checkpoint", other) == 2
    kit.write_jsonl(archive / "d.jsonl", [{"text": "Une ligne de plus."}])
    assert tag(archive, "--out", out) == 2
    said = capsys.readouterr().err
    assert "another checkpoint, see" in said and "another input d.jsonl, see" in said


def test_what_is_there_from_elsewhere_is_kept(tag: Tag, archive: Path, tmp_path: Path, capsys) -> None:
    (tmp_path / "tagged").mkdir()
    (tmp_path / "tagged" / "b.jsonl").write_text("mine", encoding="utf-8")
    assert tag(archive, "--out", tmp_path / "tagged") == 2
    assert "b.jsonl: stands there and is not of this run" in capsys.readouterr().err
    assert (tmp_path / "tagged" / "b.jsonl").read_text(encoding="utf-8") == "mine"


BAD = [
    ("a.jsonl", b'{"text": "Un."}\n{"text": \n', "a.jsonl:2: not JSON"),
    ("a.jsonl", b'{"text": "Un."}\n[1]\n', "a.jsonl:2: expected an object"),
    ("a.jsonl", b'{"text": "Un."}\n{"text": 3}\n', "a.jsonl:2: column 'text' holds no text but int"),
    ("a.jsonl", b'{"text": "Un."}\n{"corps": "x"}\n', "a.jsonl:2: no column 'text'"),
    ("a.jsonl", b'{"text": "Un."}\n{"text": "\xe9t\xe9"}\n', "a.jsonl:2: not UTF-8"),
    ("a.jsonl", b'{"text": "Un."}\n{"text": "\\ud83d"}\n', "a.jsonl:2: not UTF-8"),
    ("a.csv", b"id,text\n1,Un.\n2,\xe9t\xe9\n", "a.csv:3: not UTF-8"),
    ("a.csv", b"id,text\n1,Un.\n2,Deux,3\n", "a.csv:3: the row has more cells"),
]


@pytest.mark.parametrize(("name", "content", "says"), BAD)
def test_a_damaged_row_is_named_and_can_be_skipped(
    kit: Kit, tag: Tag, tmp_path: Path, name: str, content: bytes, says: str, capsys
) -> None:
    (tmp_path / name).write_bytes(content)
    out = tmp_path / "tagged.parquet"
    assert tag(tmp_path / name, "--out", out) == 2
    said = capsys.readouterr().err
    assert says in said and len(said.strip().splitlines()) == 1 and not out.exists()
    assert tag(tmp_path / name, "--out", out, "--skip-damaged") == 0
    said = capsys.readouterr().err
    assert "1 sentences of 1 texts" in said and f"1 damaged rows were skipped: {says}" in said
    assert [row["text"] for row in kit.rows_of(out)] == ["Un."]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.csv", b"id,corps\n1,Un.\n", "no column 'text'; there are: id, corps"),
        ("a.csv", b'id,text\n1,Un.\n2,"Deux.\n3,Trois.\n', "the row that starts at byte 14 is damaged"),
        ("a.jsonl", "{}".encode("utf-16"), "UTF-16"),
        ("a.parquet", b"PAR1 no", "not a Parquet file"),
        ("a.txt", b"Un.", "an archive is made of"),
    ],
)
def test_a_file_that_cannot_be_told_into_rows(
    tag: Tag, tmp_path: Path, name: str, content: bytes, says: str, capsys
) -> None:
    (tmp_path / name).write_bytes(content)
    assert tag(tmp_path / name, "--out", tmp_path / "tagged.parquet") == 2
    said = capsys.readouterr().err
    assert says in said and len(said.strip().splitlines()) == 1
    assert {f.name for f in tmp_path.iterdir()} == {name}


def test_a_damaged_part_of_a_parquet_file_is_named(kit: Kit, tag: Tag, tmp_path: Path, capsys) -> None:
    path = tmp_path / "a.parquet"
    kit.write_parquet(path, [{"id": str(i), "text": kit.text(i) * 50} for i in range(20)], row_group_size=10)
    from pyarrow import parquet

    place = parquet.ParquetFile(path).metadata.row_group(1).column(1).dictionary_page_offset
    data = bytearray(path.read_bytes())
    data[place : place + 60] = b"\xff" * 60
    path.write_bytes(data)
    assert tag(path, "--out", tmp_path / "tagged.parquet") == 2
    said = capsys.readouterr().err
    assert "a.parquet: damaged in the rows 11 to 15" in said and "Traceback" not in said


def test_an_id_that_stands_twice_is_named_across_parts_and_shards(
    kit: Kit, tag: Tag, tmp_path: Path, capsys
) -> None:
    rows = [{"id": "x" if i in (3, 17) else i, "text": "Oui."} for i in range(20)]
    kit.write_jsonl(tmp_path / "a.jsonl", rows)
    assert tag(tmp_path / "a.jsonl", "--out", tmp_path / "t.parquet") == 2
    assert "a.jsonl:18: the id 'x' stands there twice" in capsys.readouterr().err
    for shard, status in (("2/2", 0), ("1/2", 2)):
        assert tag(tmp_path / "a.jsonl", "--out", tmp_path / "s.parquet", "--shard", shard) == status
    assert "a.jsonl:4: the id 'x' stands there twice" in capsys.readouterr().err
    kit.write_jsonl(tmp_path / "b.jsonl", [{"id": "é", "text": "Oui."}, {"id": "é", "text": "Non."}])
    assert tag(tmp_path / "b.jsonl", "--out", tmp_path / "b.parquet") == 2
    assert "b.jsonl:2: the id 'é' stands there twice" in capsys.readouterr().err


def test_ids_need_be_unique_only_in_each_file_that_is_written(
    kit: Kit, tag: Tag, tmp_path: Path, capsys
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a.jsonl", "b.jsonl"):
        kit.write_jsonl(folder / name, [{"id": 1, "text": "Oui."}])
    assert tag(folder, "--out", f"{tmp_path / 'apart'}/") == 0
    assert tag(folder, "--out", tmp_path / "one.parquet") == 2
    assert "b.jsonl:1: the id '1' stands there twice" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["{archive}", "--out", "{archive}/tagged/"], "lies in the archive"),
        (["{archive}/b.jsonl", "--out", "{archive}/b.jsonl", "--shard", "1/1"], "is read from"),
        (["{archive}", "--shard", "1/2"], "needs --out"),
        (["-", "--out", "{archive}/../x.parquet"], "-: no such file or folder"),
        (["--out", "{archive}/../x.parquet"], "not standard input"),
        (["{archive}", "{archive}", "--out", "{archive}/../x/"], "a second file of the name"),
        (["{archive}", "--out", "{archive}/../x/", "--format", "xml"], "unknown output format 'xml'"),
        (["{archive}", "--out", "{archive}/../x/", "--engine", "spark"], "unknown engine 'spark'"),
        (["{archive}", "--out", "{archive}/../x/", "--workers", "2"], "--workers is for --engine ray"),
        (["{archive}", "--out", "{archive}/../x.parquet", "--html", "x.html"], "--html"),
        (["/nowhere", "--out", "x.parquet"], "no such file or folder"),
    ],
)
def test_usage(tag: Tag, archive: Path, arguments: list[str], says: str, capsys) -> None:
    assert tag(*(a.format(archive=archive) for a in arguments)) == 2
    said = capsys.readouterr().err
    assert says in said and len(said.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("module", "arguments", "extra"),
    [("pyarrow", [], "depeche[parquet]"), ("ray", ["--engine", "ray"], "depeche[ray]")],
)
def test_a_missing_extra_is_named(
    tag: Tag, archive: Path, tmp_path: Path, module: str, arguments: list[str], extra: str,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setitem(sys.modules, module, None)
    assert tag(archive / "b.jsonl", "--out", tmp_path / "x.parquet", *arguments) == 2
    said = capsys.readouterr().err
    assert extra in said and len(said.strip().splitlines()) == 1
