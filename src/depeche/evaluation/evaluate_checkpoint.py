"""Evaluating a checkpoint on labelled articles: predictions, baselines, figures, plots, card."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from depeche.articles import Article, Sentence
from depeche.corpus.loading import corpus_digest, load_corpus, select_split
from depeche.corpus.styles import style_family
from depeche.errors import DepecheError
from depeche.evaluation.baselines import TfidfBaseline
from depeche.evaluation.compare import compare_scored, comparison_markdown
from depeche.evaluation.cue_rules import CueRules
from depeche.evaluation.mistakes import confident_mistakes
from depeche.evaluation.plots import confusion_plot, reliability_plot, risk_coverage_plot
from depeche.evaluation.records import Scored
from depeche.evaluation.report import evaluation_result, markdown_report
from depeche.evaluation.slices import length_bin
from depeche.files import replacing
from depeche.inference.tagger import Tagger
from depeche.labels import LABEL_IDS, LABELS

#: Wrong answers that a report shows.
MISTAKES = 12


@dataclass(frozen=True, slots=True)
class EvaluationSettings:
    """What is evaluated and how.

    Attributes:
        paths: labelled articles in any of the project's formats.
        split: which of their splits; None takes every labelled article.
        train_split: split of ``baseline_paths`` that the TF-IDF baseline is fitted on.
        baseline_paths: what the checkpoint was trained on; empty: the data that is evaluated.
        samples: bootstrap samples.
        seed: of the bootstrap.
        baselines: whether to score the two baselines, too.
    """

    paths: Sequence[str | Path]
    split: str | None = "test"
    train_split: str = "train"
    baseline_paths: Sequence[str | Path] = ()
    samples: int = 1000
    seed: int = 13
    baselines: bool = True


def score_articles(tagger: Tagger, articles: Sequence[Article]) -> Scored:
    """Predict every labelled sentence of ``articles`` in its context.

    Raises:
        DepecheError: no sentence carries a label.
    """
    probabilities: list[list[float]] = []
    for article in articles:
        speaking = article.speaking()
        predictions = tagger.tag_sentences([s.text for s in speaking], article.headline)
        probabilities += [
            [p.scores[label] for label in LABELS]
            for s, p in zip(speaking, predictions, strict=True)
            if s.label is not None
        ]
    return _scored(articles, np.asarray(probabilities))


def _scored(articles: Sequence[Article], probabilities: np.ndarray) -> Scored:
    pairs = _labelled(articles)
    if not pairs:
        raise DepecheError("no sentence of the data carries a label: there is nothing to score against")
    return Scored(
        gold=np.asarray([LABEL_IDS[s.label] for _, s in pairs if s.label]),
        probabilities=probabilities,
        articles=tuple(article.id for article, _ in pairs),
        tags={
            "rule": tuple(f"rule {s.rule}" if s.rule else "plain" for _, s in pairs),
            "kind": tuple(s.kind for _, s in pairs),
            "length": tuple(length_bin(s.text) for _, s in pairs),
            "style": tuple(style_family(article.style) for article, _ in pairs),
            "source": tuple(article.source or "unknown" for article, _ in pairs),
            "origin": tuple("invented" if article.synthetic else "real press" for article, _ in pairs),
        },
    )


def _labelled(articles: Sequence[Article]) -> list[tuple[Article, Sentence]]:
    return [(article, s) for article in articles for s in article.speaking() if s.label is not None]


def baseline_scores(train: Sequence[Article], test: Sequence[Article]) -> dict[str, Scored]:
    """The cue rules, and TF-IDF with logistic regression fitted on ``train`` where that is not empty."""
    texts = [s.text for _, s in _labelled(test)]
    scores = {"rules": _scored(test, CueRules().predict_proba(texts))}
    fitted = _labelled(train)
    if fitted:
        labels = [LABEL_IDS[s.label] for _, s in fitted if s.label]
        baseline = TfidfBaseline().fit([s.text for _, s in fitted], labels)
        scores["tfidf"] = _scored(test, baseline.predict_proba(texts))
    return scores


def evaluate_checkpoint(tagger: Tagger, settings: EvaluationSettings, out: Path) -> dict[str, Any]:
    """Score a checkpoint and write ``metrics.json``, ``evaluation.md`` and three plots into ``out``.

    Returns:
        The content of ``metrics.json``.

    Raises:
        DepecheError: the data cannot be read or has nothing labelled.
    """
    articles = load_corpus(settings.paths)
    chosen = select_split(articles, settings.split) if settings.split else articles
    scored = score_articles(tagger, chosen)
    baselines = {}
    if settings.baselines:
        learned = load_corpus(settings.baseline_paths) if settings.baseline_paths else articles
        train = [a for a in learned if a.split == settings.train_split]
        baselines = baseline_scores(train, chosen)
    result = {
        "checkpoint": tagger.checkpoint.name,
        "backend": tagger.backend.name,
        "split": settings.split,
        "data_sha256": corpus_digest(settings.paths),
        **evaluation_result(scored, baselines, seed=settings.seed, samples=settings.samples),
        "mistakes": _mistakes(scored, chosen),
    }
    _write(result, out / "metrics.json", markdown_report(result), out / "evaluation.md")
    confusion_plot(np.asarray(result["systems"]["model"]["confusion"]), out / "confusion.png")
    reliability_plot(scored, out / "reliability.png")
    risk_coverage_plot(scored, out / "risk_coverage.png")
    return result


def _mistakes(scored: Scored, articles: Sequence[Article]) -> list[dict[str, Any]]:
    """The surest wrong answers on invented sentences; what others wrote is not repeated in a report."""
    found = confident_mistakes(scored, articles, len(scored.gold))
    return [
        {
            "text": m.sentence.text,
            "gold": m.sentence.label,
            "answer": m.answer,
            "probability": round(m.probability, 3),
            "rule": m.sentence.rule,
        }
        for m in [m for m in found if m.article.synthetic][:MISTAKES]
    ]


def compare_checkpoints(
    first: Tagger, second: Tagger, settings: EvaluationSettings, out: Path
) -> dict[str, Any]:
    """Compare two checkpoints on the same sentences; writes ``comparison.json`` and ``comparison.md``."""
    articles = load_corpus(settings.paths)
    chosen = select_split(articles, settings.split) if settings.split else articles
    result = {
        "first": first.checkpoint.name,
        "second": second.checkpoint.name,
        **compare_scored(
            score_articles(first, chosen),
            score_articles(second, chosen),
            seed=settings.seed,
            samples=settings.samples,
        ),
    }
    _write(result, out / "comparison.json", comparison_markdown(result), out / "comparison.md")
    return result


def _write(result: dict[str, Any], json_path: Path, markdown: str, markdown_path: Path) -> None:
    with replacing(json_path) as out:
        json.dump(result, out, indent=2, ensure_ascii=False)
        out.write("\n")
    with replacing(markdown_path) as out:
        out.write(markdown)
