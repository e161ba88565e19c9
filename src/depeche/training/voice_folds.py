"""Cross-validation of a run that finds sources and cues, within its training sentences."""

from __future__ import annotations

from typing import Any

import numpy as np

from depeche.config import VoicesConfig
from depeche.corpus.voice_gold import GoldSentence, read_voice_gold
from depeche.errors import DepecheError
from depeche.evaluation.markdown import figure
from depeche.evaluation.voice_scores import score_voices
from depeche.inference.voice_finder import VoiceFinder
from depeche.training.voice_export import OpenModel
from depeche.training.voices import fit_voices, tag_encoder
from depeche.voices.records import Attribution


def cross_validate(config: VoicesConfig) -> dict[str, Any]:
    """Train once a fold without its articles, and score what is found in all held-out sentences together.

    The test file is not read, so that choices may be made by the result.

    Returns:
        See :func:`depeche.evaluation.voice_scores.score_voices`.

    Raises:
        DepecheError: fewer articles than folds, or what training finds.
    """
    gold = read_voice_gold(config.data.train)
    folds = config.evaluation.folds
    articles = sorted({sentence.article for sentence in gold})
    if len(articles) < folds:
        raise DepecheError(f"{config.data.train}: {len(articles)} articles do not make {folds} folds")
    order = np.random.default_rng(config.seed).permutation(len(articles))
    fold_of = {articles[place]: number % folds for number, place in enumerate(order)}
    held: list[GoldSentence] = []
    found: list[Attribution] = []
    for fold in range(folds):
        model, tokenizer = fit_voices(config, [s for s in gold if fold_of[s.article] != fold])
        finder = VoiceFinder(
            tag_encoder(config, tokenizer), OpenModel(model), int(tokenizer.pad_token_id), config.name
        )
        own = [s for s in gold if fold_of[s.article] == fold]
        held += own
        found += finder.find([s.text for s in own])
        print(
            f"fold {fold + 1} of {folds}: {shown(score_voices(own, found[-len(own) :], samples=100))}",
            flush=True,
        )
    return score_voices(held, found, samples=config.evaluation.bootstrap_samples, seed=config.seed)


def shown(result: dict[str, Any]) -> str:
    """Its main figures in one line."""
    return (
        f"source F1 {figure(result['source']['f1'])}, cue F1 {figure(result['cue']['f1'])}, "
        f"kind {figure(result['kind'])}"
    )
