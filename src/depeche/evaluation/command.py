"""What `depeche evaluate` does: find the data, score, compare, write, and say where everything is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from depeche.corpus.loading import load_corpus
from depeche.errors import DepecheError
from depeche.evaluation.behaviour import read_behaviour, run_behaviour, write_behaviour
from depeche.evaluation.card import write_model_card
from depeche.evaluation.evaluate_checkpoint import (
    EvaluationSettings,
    compare_checkpoints,
    evaluate_checkpoint,
)
from depeche.evaluation.markdown import figure
from depeche.inference.checkpoint import RECORD_FILE
from depeche.inference.tagger import Tagger


def run_evaluation(
    checkpoint: str,
    data: list[Path],
    split: str | None,
    compare: str | None,
    out: Path | None,
    samples: int,
    backend: str,
) -> None:
    """Evaluate a checkpoint, or compare two; see ``depeche evaluate --help``.

    Without ``data`` the corpus of the checkpoint's own run is used, and the figures, plots and model
    card go into the checkpoint folder.

    Raises:
        DepecheError: the checkpoint or the data cannot be used.
    """
    tagger = Tagger.from_pretrained(checkpoint, backend=backend)
    trained_on = _training_paths(tagger.checkpoint.folder)
    own = not data
    paths = data or [path for path in trained_on if path.exists()]
    if not paths:
        raise DepecheError(
            f"{checkpoint}: the data it was trained on is not here; say which to use with --data"
        )
    if split is None and any(article.split for article in load_corpus(paths)):
        split = "test"
    settings = EvaluationSettings(
        paths,
        split,
        baseline_paths=trained_on if all(p.exists() for p in trained_on) else [],
        samples=samples,
    )
    folder = out or (tagger.checkpoint.folder if own else Path("runs") / "evaluation" / paths[0].stem)
    if compare:
        other = Tagger.from_pretrained(compare, backend=backend)
        print_comparison(compare_checkpoints(tagger, other, settings, folder), folder)
        return
    result = evaluate_checkpoint(tagger, settings, folder)
    if own and folder == tagger.checkpoint.folder and (folder / RECORD_FILE).exists():
        write_model_card(folder)
    print_summary(result, folder)


def run_behaviour_tests(checkpoint: str, tests: Path, out: Path | None, backend: str) -> None:
    """Judge a checkpoint by the behaviour tests of a folder, and write the report into ``out`` or into it.

    Raises:
        DepecheError: the checkpoint or the tests cannot be used.
    """
    tagger = Tagger.from_pretrained(checkpoint, backend=backend)
    result = run_behaviour(tagger, read_behaviour(tests))
    folder = out or tagger.checkpoint.folder
    write_behaviour(result, folder)
    if folder == tagger.checkpoint.folder and (folder / "metrics.json").exists():
        write_model_card(folder)  # it tells of these tests, too
    if "invariance" in result:
        swaps = result["invariance"]["swaps"]
        print(f"originals right: {result['invariance']['originals']['right']:.1%}")
        print(f"label holds in {swaps['holds']:.1%} of {swaps['n']} swaps")
    for kind in ("functionality", "directional"):
        if kind in result:
            print(f"{kind}: {result[kind]['all']['right']:.1%} of {result[kind]['all']['n']} right")
    print(f"behaviour.json and behaviour.md are in {folder}")


def _training_paths(folder: Path) -> list[Path]:
    record = folder / RECORD_FILE
    if not record.exists():
        return []
    return [Path(path) for path in json.loads(record.read_text(encoding="utf-8"))["config"]["data"]["paths"]]


def print_summary(result: dict[str, Any], folder: Path) -> None:
    """The figures that one looks for first, and where the rest is."""
    print(f"{result['n']} sentences of {result['n_articles']} articles")
    for name, system in result["systems"].items():
        print(f"  {name:<8} macro-F1 {figure(system['macro_f1'])}")
    print(
        f"metrics.json, evaluation.md, confusion.png, reliability.png and risk_coverage.png are in {folder}"
    )


def print_comparison(result: dict[str, Any], folder: Path) -> None:
    """The difference and its interval, and where the rest is."""
    difference = figure(result["macro_f1_difference"], "+")
    print(f"{result['first']} - {result['second']}: macro-F1 {difference}, p = {result['p_value']:.3f}")
    print(f"comparison.json and comparison.md are in {folder}")
