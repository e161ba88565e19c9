from __future__ import annotations

import sys
from pathlib import Path

import pytest
import yaml

from depeche.articles import Article, Sentence
from depeche.config import load_finetune_config

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))

from ablations import PARTS, markdown, run, source_floor, tfidf_scores

FACT, CLAIM, COMMENT = "factual_report", "attributed_claim", "editorial_commentary"
FILES = {
    path.name: yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in (ROOT / "benchmarks" / "ablations.yaml", ROOT / "benchmarks" / "finetuned_probe.yaml")
}


def article(source: str, split: str, *labels: str) -> Article:
    sentences = tuple(Sentence(f"Phrase {i} {label}.", label=label) for i, label in enumerate(labels))  # type: ignore[arg-type]
    return Article(f"{source}-{split}", sentences, source=source, split=split, synthetic=source == "written")


@pytest.mark.parametrize(
    ("file", "name"), [(file, name) for file, settings in FILES.items() for name in settings["variants"]]
)
def test_every_variant_is_a_configuration_of_its_own(
    file: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    settings = FILES[file]
    changes = settings["variants"][name]
    changed = load_finetune_config(settings["base"], [*settings["common"], *changes])
    assert (changed != load_finetune_config(settings["base"], settings["common"])) == bool(changes)


def test_the_floor_knows_the_source_alone() -> None:
    articles = [
        article("written", "train", COMMENT, COMMENT, FACT),
        article("wikinews-fr", "train", FACT, FACT, FACT),
        article("written", "validation", COMMENT, COMMENT),
        article("pseudo-news", "validation", FACT, CLAIM),
    ]
    floor = source_floor(articles)
    assert floor["written"] == 1.0
    # The unknown source gets the most frequent label of all: one of two right, macro-F1 (2/3 + 0) / 2.
    assert floor["pseudo-news"] == floor["real press"] == pytest.approx(1 / 3)


def test_the_table_gives_the_mean_and_the_range_over_seeds() -> None:
    rows = [
        {"variant": "a", "seed": seed, "minutes": 2.0, **dict.fromkeys(PARTS, value)}
        for seed, value in ((1, 0.7), (2, 0.8))
    ]
    rows.append({"variant": "b", "seed": 1, "minutes": 4.0, **dict.fromkeys(PARTS, 0.5)})
    text = markdown(rows, {"floor": dict.fromkeys(PARTS, 0.2)})
    assert "| a | 2 | 0.750 (0.700–0.800) |" in text
    assert "| b | 1 | 0.500 |" in text
    assert text.splitlines()[-1].startswith("| floor |  | 0.200 |")


def test_tfidf_learns_words_from_the_train_split() -> None:
    labels = (FACT, CLAIM, COMMENT) * 4
    articles = [article("written", "train", *labels), article("pseudo-news", "validation", *labels)]
    assert tfidf_scores([*articles, article("written", "validation", *labels)])["pseudo-news"] == 1.0


@pytest.mark.slow
def test_a_run_is_scored_by_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    articles = [
        article("written", "validation", FACT, CLAIM, COMMENT),
        article("pseudo-news", "validation", FACT, CLAIM, COMMENT),
    ]
    row = run("configs/smoke.yaml", ["training.max_steps=2"], articles)
    assert set(PARTS) <= row.keys() and row["minutes"] > 0
    assert row["pseudo-news"] == row["real press"] and 0 <= row["all"] <= 1
