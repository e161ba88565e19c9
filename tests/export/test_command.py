from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import depeche.export.command as command
from depeche.cli import main

Build = Callable[[str], Path]


def test_the_given_articles_are_compared(
    checkpoint: Build, corpus_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = checkpoint("camembert")
    assert main(["export", str(folder), "--data", str(corpus_folder)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(": ")[0] for line in lines] == [
        str(folder / "model.fp32.onnx"),
        str(folder / "model.onnx"),
    ]
    assert "fp32" in lines[0] and "100.0% of torch's labels on 312 sentences" in lines[0]
    assert main(["tag", "--checkpoint", str(folder), "--backend", "onnx-fp32", str(corpus_folder)]) == 0


def test_by_default_validation_and_test_of_the_written_corpus(
    checkpoint: Build,
    corpus_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(command, "WRITTEN", corpus_folder)
    assert main(["export", str(checkpoint("camembert")), "--precision", "int8"]) == 0
    said = capsys.readouterr()
    assert "on 104 sentences" in said.out and said.err == ""  # 8 articles of 13


def test_without_the_corpus_the_packaged_article_and_a_note(
    checkpoint: Build,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(command, "WRITTEN", tmp_path / "nothing")
    assert main(["export", str(checkpoint("camembert")), "--precision", "fp32"]) == 0
    said = capsys.readouterr()
    assert "compared on the few sentences of the packaged article" in said.err
    assert "100.0% of torch's labels" in said.out


def test_plain_text_is_split(checkpoint: Build, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("Le pont a rouvert. Il tient.", encoding="utf-8")
    arguments = ["export", str(checkpoint("camembert")), "--precision", "fp32"]
    assert main([*arguments, "--data", str(tmp_path / "a.txt")]) == 0
    assert "on 2 sentences" in capsys.readouterr().out


def test_a_file_that_fails_is_one_line_and_status_2(
    checkpoint: Build,
    corpus_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    import depeche.export.check as check

    monkeypatch.setattr(check, "EXACT", -1.0)
    folder = checkpoint("camembert")
    assert main(["export", str(folder), "--data", str(corpus_folder)]) == 2
    said = capsys.readouterr()
    assert said.out == "" and len(said.err.splitlines()) == 1 and "not kept" in said.err
    assert not list(folder.glob("*.onnx"))


def test_half_precision_is_what_the_file_is_compared_with(
    checkpoint: Build, corpus_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from safetensors import safe_open

    folder = checkpoint("camembert")
    assert main(["export", str(folder), "--half", "--precision", "fp32", "--data", str(corpus_folder)]) == 0
    with safe_open(folder / "model.safetensors", "pt") as stored:
        assert {str(stored.get_tensor(name).dtype) for name in stored.keys()} == {"torch.float16"}  # noqa: SIM118
    assert "100.0% of torch's labels" in capsys.readouterr().out


def test_an_unknown_precision(checkpoint: Build, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", str(checkpoint("camembert")), "--precision", "int4"]) == 2
    assert "expected fp32, int8 or both" in capsys.readouterr().err
