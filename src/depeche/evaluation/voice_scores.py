"""How well sources, cues and kinds are found: F1 by overlap of words, exact spans, kind accuracy.

Words are runs of letters, digits and underscores. Over all sentences together are counted the words of the
predicted spans, those of the gold spans, and those in both (of the same sentence); precision, recall and
F1 are taken from the three sums (micro-average). A sentence without a gold span thus counts by the words that
are wrongly marked in it, and one without any span on both sides not at all. The exact figure is the share
of sentences whose span has the same ends, or that rightly have none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from depeche.corpus.voice_gold import GoldSentence
from depeche.evaluation.bootstrap import Interval, article_weights
from depeche.evaluation.statistics import Floats
from depeche.voices.records import SOURCE_KINDS, Attribution, Words

_WORD = re.compile(r"\w+")
_ROLES = ("source", "cue")


def score_voices(
    gold: Sequence[GoldSentence],
    found: Sequence[Attribution],
    *,
    samples: int = 1000,
    seed: int = 1,
    level: float = 0.95,
) -> dict[str, Any]:
    """Score what was found in each sentence against the gold, with bootstrap intervals over articles.

    Returns:
        ``source`` and ``cue``: ``f1``, ``precision``, ``recall`` by overlap of words and ``exact``, each with
        value and interval; ``kind``: the share of sentences with the right kind, with interval;
        ``kinds``: for each kind how many sentences have it in the gold, and how many of these are right.

    Raises:
        ValueError: no sentence, or not as many answers as sentences.
    """
    if not gold or len(gold) != len(found):
        raise ValueError(f"{len(found)} answers to {len(gold)} sentences")
    columns: dict[str, Floats] = {
        "kind": np.array([g.attribution.kind == f.kind for g, f in zip(gold, found, strict=True)], float)
    }
    for role in _ROLES:
        pairs = [
            (g, getattr(g.attribution, role), getattr(f, role)) for g, f in zip(gold, found, strict=True)
        ]
        marked = [(_words(g.text, right), _words(g.text, said)) for g, right, said in pairs]
        columns[f"{role}_gold"] = np.array([len(right) for right, _ in marked], float)
        columns[f"{role}_said"] = np.array([len(said) for _, said in marked], float)
        columns[f"{role}_both"] = np.array([len(right & said) for right, said in marked], float)
        columns[f"{role}_exact"] = np.array([_ends(right) == _ends(said) for _, right, said in pairs], float)
    _, article_of = np.unique([sentence.article for sentence in gold], return_inverse=True)
    once = _figures(columns, np.ones((1, len(gold))))
    draws: dict[str, list[Floats]] = {name: [] for name in once}
    if article_of.max() > 0:
        for weights in article_weights(article_of, samples, seed):
            for name, values in _figures(columns, weights).items():
                draws[name].append(values)
    tail = 50 * (1 - level)
    shown = {}
    for name, value in once.items():
        ends = np.percentile(np.concatenate(draws[name]), [tail, 100 - tail]) if draws[name] else (None, None)
        low, high = (None if end is None else float(end) for end in ends)
        shown[name] = Interval(float(value[0]), low, high).as_dict()
    return {
        **{role: {key: shown[f"{role}_{key}"] for key in _SPAN_FIGURES} for role in _ROLES},
        "kind": shown["kind"],
        "kinds": {
            kind: {
                "n": sum(g.attribution.kind == kind for g in gold),
                "right": sum(g.attribution.kind == kind == f.kind for g, f in zip(gold, found, strict=True)),
            }
            for kind in SOURCE_KINDS
        },
    }


_SPAN_FIGURES = ("f1", "precision", "recall", "exact")


def _figures(columns: dict[str, Floats], weights: Floats) -> dict[str, Floats]:
    """Every figure at every row of weights; a ratio without anything to count is 0."""
    sums = {name: weights @ column for name, column in columns.items()}
    n = weights.sum(axis=1)
    figures = {"kind": sums["kind"] / n}
    for role in _ROLES:
        both, said, right = (sums[f"{role}_{part}"] for part in ("both", "said", "gold"))
        figures |= {
            f"{role}_precision": _ratio(both, said),
            f"{role}_recall": _ratio(both, right),
            f"{role}_f1": _ratio(2 * both, said + right),
            f"{role}_exact": sums[f"{role}_exact"] / n,
        }
    return figures


def _ratio(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _words(text: str, span: Words | None) -> set[int]:
    """Where the words begin that the span holds or touches."""
    if span is None:
        return set()
    return {w.start() for w in _WORD.finditer(text) if w.start() < span.end and w.end() > span.start}


def _ends(span: Words | None) -> tuple[int, int] | None:
    return (span.start, span.end) if span else None
