from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import depeche.export as export
from depeche.errors import DepecheError
from depeche.export import export_onnx
from depeche.inference.tagger import Tagger

SENTENCES = ["Le pont a rouvert.", "Selon lui, rien ne presse.", "Qui peut y croire encore, vraiment ?"] * 4


@pytest.fixture
def folder(tiny_tagger_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_tagger_folder, tmp_path / "checkpoint"))


@pytest.mark.parametrize("int8", [False, True])
def test_the_file_says_what_torch_says(folder: Path, int8: bool) -> None:
    check = export_onnx(folder, SENTENCES, int8=int8)
    assert check.sentences == len(SENTENCES)
    assert check.largest_difference < (0.25 if int8 else 1e-4)
    onnx = Tagger.from_pretrained(folder)
    assert onnx.backend.name == "onnx"
    torch = Tagger.from_pretrained(folder, backend="torch")
    texts = ["Titre\n\nUne phrase. « Une autre », dit-il. " + "Encore une plus longue que les autres. " * 9]
    for a, b in zip(onnx.tag(texts[0]), torch.tag(texts[0]), strict=True):
        assert a.scores == pytest.approx(b.scores, abs=0.25 if int8 else 1e-4)


@pytest.mark.parametrize(("sentences", "flips", "clear"), [(20, 2, 0), (1000, 16, 0), (20, 0, 1)])
def test_a_file_that_differs_is_not_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch, sentences: int, flips: int, clear: int
) -> None:
    check = export.ExportCheck(sentences, 1 - flips / sentences, 0.1, clear, 1.0)
    monkeypatch.setattr(export, "_compare", lambda *_: check)
    before = sorted(f.name for f in folder.iterdir())
    with pytest.raises(DepecheError, match="it was not kept"):
        export_onnx(folder, (SENTENCES * sentences)[:sentences])
    assert sorted(f.name for f in folder.iterdir()) == before


def test_one_near_tie_among_few_sentences_may_go_either_way(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "_compare", lambda *_: export.ExportCheck(19, 18 / 19, 0.01, 0, 1.0))
    assert export_onnx(folder, (SENTENCES * 19)[:19]).agreement == 18 / 19
