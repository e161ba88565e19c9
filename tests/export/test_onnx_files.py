from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import depeche.export.onnx_files as onnx_files
from depeche.articles import Article, Sentence
from depeche.errors import DepecheError
from depeche.export.onnx_files import export_onnx
from depeche.inference.tagger import Tagger
from depeche.labels import LABELS

Build = Callable[[str], Path]


@pytest.mark.parametrize("family", ["camembert", "deberta", "modernbert"])
def test_both_files_of_every_family_say_what_torch_says(
    checkpoint: Build, written: list[Article], family: str
) -> None:
    folder = checkpoint(family)
    fp32, int8 = export_onnx(folder, written)
    assert fp32.sentences == sum(len(a.speaking()) for a in written)
    assert fp32.flips == 0 and fp32.largest_difference < 1e-4 and fp32.macro_f1_change == 0
    assert int8.agreement >= 0.985 and int8.clear_flips == 0 and abs(int8.macro_f1_change or 0) <= 0.005
    texts = ["Titre\n\nUne phrase. « Une autre », dit-il. " + "Encore une plus longue que les autres. " * 9]
    torch = Tagger.from_pretrained(folder, backend="torch").tag(texts[0])
    for backend, tolerance in (("onnx-fp32", 1e-4), ("onnx", 0.2)):
        tagger = Tagger.from_pretrained(folder, backend=backend)
        assert tagger.backend.name == backend
        for a, b in zip(tagger.tag(texts[0]), torch, strict=True):
            assert a.scores == pytest.approx(b.scores, abs=tolerance)
    assert Tagger.from_pretrained(folder).backend.name == "onnx"


def test_the_context_that_a_checkpoint_reads_is_compared(tiny_tagger_folder: Path, tmp_path: Path) -> None:
    import shutil

    folder = Path(shutil.copytree(tiny_tagger_folder, tmp_path / "checkpoint"))
    article = Article(id="a", sentences=tuple(Sentence(t) for t in ("Le pont a rouvert.", "Il tient.") * 3))
    (check,) = export_onnx(folder, [article], precisions=["fp32"])
    assert check.sentences == 6 and check.macro_f1_change is None
    onnx, torch = (Tagger.from_pretrained(folder, backend=b) for b in ("onnx-fp32", "torch"))
    texts = [s.text for s in article.sentences]
    for a, b in zip(onnx.tag_sentences(texts), torch.tag_sentences(texts), strict=True):
        assert a.scores == pytest.approx(b.scores, abs=1e-4)
    assert Tagger.from_pretrained(folder).backend.name == "onnx-fp32"  # there is no other
    with pytest.raises(DepecheError, match="no safetensors weights"):
        (folder / "model.safetensors").unlink()
        export_onnx(folder, [article])


def test_inputs_of_other_lengths_than_the_traced_one(checkpoint: Build, written: list[Article]) -> None:
    folder = checkpoint("modernbert")
    export_onnx(folder, written, precisions=["fp32"])
    onnx, torch = (Tagger.from_pretrained(folder, backend=b) for b in ("onnx-fp32", "torch"))
    for length in (1, 9, 60):  # beyond the window of local attention, too
        sentence = "mot " * length
        assert onnx.classify([sentence, "Non."])[0].scores == pytest.approx(
            torch.classify([sentence, "Non."])[0].scores, abs=1e-4
        )


@pytest.mark.parametrize(
    ("precision", "change", "says"),
    [
        ("fp32", {"flips": 1}, "1 other labels"),
        ("fp32", {"largest_difference": 2e-4}, "probabilities differ by up to 0.0002"),
        ("fp32", {"largest_difference": float("nan")}, "probabilities differ"),
        ("int8", {"flips": 16}, "98.4% of torch's labels"),
        ("int8", {"flips": 1, "clear_flips": 1}, "1 flips of clear labels"),
        ("int8", {"flips": 9, "macro_f1_change": -0.006}, "macro-F1 -0.0060"),
    ],
)
def test_a_file_that_differs_is_not_kept(
    checkpoint: Build,
    written: list[Article],
    monkeypatch: pytest.MonkeyPatch,
    precision: str,
    change: dict,
    says: str,
) -> None:
    folder = checkpoint("camembert")
    good = onnx_files.ExportCheck(precision, 1000, 0, 0, 0.0, 0.0, 1.0)
    monkeypatch.setattr(onnx_files, "compare", lambda *_, **__: good)
    export_onnx(folder, written[:1], precisions=[precision])
    name = onnx_files.ONNX_FILES[precision]
    assert (folder / name).exists()
    monkeypatch.setattr(onnx_files, "compare", lambda *_, **__: dataclasses.replace(good, **change))
    with pytest.raises(DepecheError, match="not kept") as caught:
        export_onnx(folder, written[:1], precisions=[precision])
    assert says in str(caught.value) and len(str(caught.value).splitlines()) == 1
    assert not list(folder.glob("*.onnx"))  # the older file is that of other weights
    assert all(path.is_file() for path in folder.iterdir())  # no scratch folder


def test_what_may_differ() -> None:
    fine = onnx_files.ExportCheck("int8", 1000, 15, 0, 0.1, 0.005, 1.0)
    assert fine.problems() == [] and fine.agreement == 0.985
    assert dataclasses.replace(fine, sentences=19, flips=1, macro_f1_change=0.05).problems() == []
    assert dataclasses.replace(fine, sentences=19, flips=2, macro_f1_change=None).problems()


def test_compare_counts_flips_and_scores_labelled_sentences() -> None:
    expected = np.array([[0.9, 0.1, 0], [0.5, 0.45, 0.05], [0, 0.1, 0.9], [0.1, 0.9, 0]])
    found = expected.copy()
    found[0] = [0.4, 0.6, 0]  # clear
    found[1] = [0.45, 0.5, 0.05]  # a near-tie, right now
    gold = np.array([0, 1, 2, -1])
    check = onnx_files.compare(expected, found, gold, precision="int8", megabytes=2.5)
    assert (check.sentences, check.flips, check.clear_flips, check.megabytes) == (4, 2, 1, 2.5)
    assert check.largest_difference == pytest.approx(0.5)
    # Before: F 2/3, A 0, E 1; now F 0, A 2/3, E 1.
    assert check.macro_f1_change == pytest.approx(0)
    unlabelled = onnx_files.compare(expected, found, np.full(4, -1), precision="int8", megabytes=1)
    assert unlabelled.macro_f1_change is None
    assert len(LABELS) == expected.shape[1]


def test_nothing_to_compare_on(checkpoint: Build) -> None:
    with pytest.raises(DepecheError, match="no sentence to compare on"):
        export_onnx(checkpoint("camembert"), [])
