from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from depeche.articles.reading import read_articles
from depeche.articles.records import SPLITS
from depeche.config import FinetuneConfig
from depeche.errors import DepecheError
from depeche.training.distillation import UNLABELLED, Teachers, read_unlabelled
from depeche.training.finetune import train

Build = Callable[..., FinetuneConfig]
TEXT = "Le pont, construit en 1910, relie les deux rives. Selon la préfecture, 40 personnes ont manifesté.\n"


@pytest.fixture
def teacher(tiny_run: Build) -> str:
    config = tiny_run("training.epochs=8", name="teacher")
    train(config)
    return config.output_dir


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    path = tmp_path / "raw.txt"
    path.write_text(TEXT * 10, encoding="utf-8")
    return path


def test_teachers_label_text_that_nobody_labelled(teacher: str, raw: Path) -> None:
    (article,) = read_unlabelled([str(raw)], None)
    teachers = Teachers([teacher])
    (labelled,) = teachers.label([article])
    assert [s.label for s in labelled.sentences[:2]] == ["factual_report", "attributed_claim"]
    assert labelled.source == UNLABELLED
    probabilities = teachers.of_labelled([labelled])
    assert probabilities.shape == (20, 3)
    assert np.allclose(probabilities.sum(axis=1), 1.0)


def test_two_teachers_are_averaged(teacher: str, raw: Path, tiny_run: Build) -> None:
    other = tiny_run("seed=5", name="other")
    train(other)
    (article,) = read_unlabelled([str(raw)], None)
    single = [Teachers([name]).probabilities([article])[0] for name in (teacher, other.output_dir)]
    (both,) = Teachers([teacher, other.output_dir]).probabilities([article])
    assert np.allclose(both, sum(single) / 2)


def test_reading_stops_at_the_limit(raw: Path, tmp_path: Path) -> None:
    assert len(read_unlabelled([str(raw), str(raw)], 5)) == 1
    assert len(read_unlabelled([str(raw), str(raw)], None)) == 2
    with pytest.raises(DepecheError, match="no such file"):
        read_unlabelled([str(tmp_path / "none.txt")], None)


def test_evaluation_articles_are_never_taught(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    lines = [f"### {split} | s | t | n | 2020 | split={split}\n- F\tIl pleut." for split in SPLITS]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert [a.id for a in read_unlabelled([str(path)], None)] == ["train"]


def test_a_student_learns_from_teachers_alone(
    teacher: str, raw: Path, tiny_run: Build, corpus_folder: Path
) -> None:
    config = tiny_run(
        "training.epochs=8",
        f"distillation.teachers=[{teacher}]",
        "distillation.weight=1.0",
        f"distillation.unlabelled=[{raw}]",
        name="student",
    )
    result = train(config)
    assert result.macro_f1 > 0.9
    record = json.loads((result.folder / "depeche.json").read_text(encoding="utf-8"))
    assert record["training"]["sources"][UNLABELLED] == 20
    labelled = sum(s.label is not None for a in read_articles(corpus_folder) for s in a.sentences)
    assert record["training"]["sentences"]["train"] <= labelled + 20


def test_text_without_teachers_is_refused(tiny_run: Build) -> None:
    with pytest.raises(DepecheError, match="needs teachers"):
        tiny_run("distillation.unlabelled=[x.txt]")
