from __future__ import annotations

import gzip
import json
import lzma
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from depeche.errors import DepecheError
from depeche.pretraining.text import read_blocks

PLAIN = "\ufeff\n\nPremier titre\n  Un paragraphe. \r\n\n \nÀ côté\n\n\n"
ROWS = [
    {"doc_id": "a", "text": "Un."},
    {"doc_id": "a", "text": " Deux. "},
    {"doc_id": "b", "text": "Trois."},
    {"doc_id": "b", "text": "   "},
    {"text": "Quatre."},
    {"text": "Cinq."},
    {"doc_id": 7, "text": "Six."},
]
JSONL = "\n".join(map(json.dumps, ROWS)) + "\n\n"
OPENERS: dict[str, Callable[..., Any]] = {"": open, ".xz": lzma.open, ".gz": gzip.open}


def write(path: Path, text: str) -> Path:
    with OPENERS.get(path.suffix, open)(path, "wb") as out:
        out.write(text.encode())
    return path


@pytest.mark.parametrize("ending", OPENERS)
def test_an_empty_line_ends_a_document_of_plain_text(tmp_path: Path, ending: str) -> None:
    path = write(tmp_path / f"corpus.txt{ending}", PLAIN)
    assert list(read_blocks([path])) == [["Premier titre", "Un paragraphe."], ["À côté"]]


@pytest.mark.parametrize("ending", OPENERS)
def test_rows_of_one_document_stand_together(tmp_path: Path, ending: str) -> None:
    path = write(tmp_path / f"press.jsonl{ending}", JSONL)
    assert list(read_blocks([path])) == [["Un.", "Deux."], ["Trois."], ["Quatre."], ["Cinq."], ["Six."]]


def test_documents_end_with_their_file(tmp_path: Path) -> None:
    paths = [write(tmp_path / name, "Sans fin") for name in ("a.txt", "b.txt")]
    assert list(read_blocks(map(str, paths))) == [["Sans fin"], ["Sans fin"]]


@pytest.mark.parametrize("name", ["press.jsonl", "press.jsonl.xz"])
def test_only_documents_marked_train_are_read(tmp_path: Path, name: str) -> None:
    marks = {"press": {"a": "validation", "b": "train", "7": "train", "c": "test"}, "other": {"a": "train"}}
    splits = write(tmp_path / "splits.json", json.dumps(marks))
    plain = write(tmp_path / "corpus.txt", "Tout.")
    path = write(tmp_path / name, JSONL)
    assert list(read_blocks([plain, path], splits)) == [["Tout."], ["Trois."], ["Six."]]


def test_a_document_between_two_that_are_left_out_joins_neither(tmp_path: Path) -> None:
    rows = [{"doc_id": letter, "text": letter} for letter in "abac"]
    path = write(tmp_path / "press.jsonl", "\n".join(map(json.dumps, rows)))
    splits = write(tmp_path / "splits.json", json.dumps({"press": {"a": "train", "b": "test", "c": "train"}}))
    assert [line for block in read_blocks([path], splits) for line in block] == ["a", "a", "c"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.txt", b"bon\nd\xe9but\n", "a.txt:2: not UTF-8"),
        ("a.jsonl", b'{"text": "a"}\n{"doc_id": "b"}\n', "a.jsonl:2: expected an object with a field 'text'"),
        ("a.jsonl", b'{"text": null}\n', "a.jsonl:1: expected an object with a field 'text'"),
        ("a.jsonl", b'\n["text"]\n', "a.jsonl:2: expected an object with a field 'text'"),
        ("a.jsonl", b'{"text": "a"}\n\n{"text": \n', "a.jsonl:3: not JSON"),
        ("a.txt.xz", b"not compressed", "a.txt.xz: damaged, or not a .xz file"),
        ("a.txt.gz", b"not compressed", "a.txt.gz: damaged, or not a .gz file"),
        ("a.txt.gz", gzip.compress(b"long " * 500)[:-20], "a.txt.gz: damaged"),
        ("a.txt.xz", lzma.compress(b"long " * 500)[:-20], "a.txt.xz: damaged"),
    ],
)
def test_errors_name_file_and_line(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DepecheError) as caught:
        list(read_blocks([tmp_path / name]))
    assert str(caught.value).startswith(f"{tmp_path}/{message}")


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(DepecheError, match=r"gone\.txt: no such file"):
        list(read_blocks([tmp_path / "gone.txt"]))
    with pytest.raises(DepecheError, match="cannot be read: Is a directory"):
        list(read_blocks([tmp_path]))


@pytest.mark.parametrize(
    ("splits", "message"),
    [
        (
            '{"other": {"a": "train"}}',
            r"press\.jsonl: .*splits\.json has no entry 'press', only other; add one",
        ),
        ("{}", "has no entry 'press', only nothing"),
        ('{"press":\n {"a" "train"}}', r"splits\.json:2: not JSON"),
        ('{"press": ["a"]}', r"splits\.json: expected \{"),
        ('["press"]', r"splits\.json: expected \{"),
    ],
)
def test_a_splits_file_that_does_not_help(tmp_path: Path, splits: str, message: str) -> None:
    path = write(tmp_path / "press.jsonl", JSONL)
    with pytest.raises(DepecheError, match=message):
        list(read_blocks([path], write(tmp_path / "splits.json", splits)))


def test_a_missing_splits_file(tmp_path: Path) -> None:
    path = write(tmp_path / "press.jsonl", JSONL)
    with pytest.raises(DepecheError, match=r"splits\.json: no such file"):
        list(read_blocks([path], tmp_path / "splits.json"))
