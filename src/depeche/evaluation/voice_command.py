"""What `depeche voices evaluate` does: score a checkpoint beside the rules, write figures and model card."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from depeche.bundled import resolve_model
from depeche.corpus.voice_gold import read_voice_gold
from depeche.errors import DepecheError
from depeche.evaluation.markdown import figure
from depeche.evaluation.voice_card import write_voice_card
from depeche.evaluation.voice_rules import rule_attribution
from depeche.evaluation.voice_scores import score_voices
from depeche.files import replacing
from depeche.inference.checkpoint import RECORD_FILE
from depeche.inference.voice_finder import VoiceFinder


def run_voice_evaluation(
    checkpoint: str, data: Path | None = None, out: Path | None = None, samples: int = 1000
) -> dict[str, Any]:
    """Score a checkpoint on gold sentences and write ``metrics.json``.

    Without ``data`` the test sentences of the checkpoint's own run are used, and figures and model card
    go into the checkpoint folder.

    Returns:
        The content of ``metrics.json``.

    Raises:
        DepecheError: the checkpoint or the data cannot be used.
    """
    finder = VoiceFinder.from_pretrained(checkpoint)
    own = resolve_model(checkpoint)
    path = data or _own_test_data(own)
    gold = read_voice_gold(path)
    texts = [sentence.text for sentence in gold]
    systems = {"model": finder.find(texts), "rules": [rule_attribution(text) for text in texts]}
    scored = {name: score_voices(gold, found, samples=samples) for name, found in systems.items()}
    result = {
        "checkpoint": finder.name,
        "data": path.name,
        "data_sha256": sha256(path.read_bytes()).hexdigest(),
        "n": len(gold),
        "n_articles": len({sentence.article for sentence in gold}),
        "systems": scored,
    }
    folder = out or (own if data is None else Path("runs") / "evaluation" / f"voices-{path.stem}")
    with replacing(folder / "metrics.json") as handle:
        json.dump(result, handle, indent=2, ensure_ascii=False)
        handle.write("\n")
    print(f"{result['n']} sentences of {result['n_articles']} articles")
    for name, scores in scored.items():
        source, cue = (figure(scores[role]["f1"]) for role in ("source", "cue"))
        print(f"  {name:<6} source F1 {source}, cue F1 {cue}, kind {figure(scores['kind'])}")
    if folder == own and (own / RECORD_FILE).exists():
        write_voice_card(folder)
        print(f"metrics.json and the model card README.md are in {folder}")
    else:
        print(f"metrics.json is in {folder}")
    return result


def _own_test_data(folder: Path) -> Path:
    record = folder / RECORD_FILE
    path = (
        Path(json.loads(record.read_text(encoding="utf-8"))["config"]["data"]["test"])
        if record.exists()
        else None
    )
    if path is None or not path.exists():
        raise DepecheError(f"{folder}: its test data are not here; say which to use with --data")
    return path
