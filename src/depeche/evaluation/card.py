"""The model card in a checkpoint folder: every figure in it is read from ``metrics.json``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from depeche.evaluation.markdown import figure, fitted_on, table
from depeche.evaluation.report import abstention_markdown
from depeche.files import replacing
from depeche.inference.checkpoint import RECORD_FILE
from depeche.labels import DISPLAY_NAMES, LABELS

_SYSTEM_NAMES = {
    "model": "this model",
    "tfidf": "TF-IDF + logistic regression, same training sentences",
    "rules": "cue-list rules",
}
_BODY = """\
# {name}

Tells, for every sentence of a French news text, **who vouches for it**: {labels}.
It says who vouches; it checks no fact.

Fine-tuned with depeche {version} from `{encoder}` on {train:,} sentences: {sources}.
**The invented articles, and all labels, were produced by a language model**, not by journalists or
annotators; figures on invented articles say how well the model learned that reading, not how well it
reads the press of the world.

```python
from depeche import Tagger

tagger = Tagger.from_pretrained("{folder}")
for s in tagger.tag(article):
    print(s.start, s.end, s.label, s.score, s.text)
```

It also opens in `transformers.pipeline("text-classification", model="{folder}")`, sentence by sentence and
without context.

## Figures

{n:,} sentences of {n_articles} articles, split `{split}`, which training never saw; in brackets 95 %
bootstrap intervals over articles.

{table}

Per class:

{classes}

By source of the sentences (macro-F1 over the classes that the source holds; the source alone tells much of
the class, so look at each):

{by_source}

Calibration: Brier score {brier:.3f}, expected calibration error {ece:.3f} on the top label in 10 equal-mass
bins (a perfectly calibrated model would show {perfect:.3f} at this number of sentences), after dividing the
logits by {temperature:.2f}{fitted_on}.

With `--abstain` doubtful sentences are left undecided:

{abstention}

Slices, plots and intervals of all figures: `evaluation.md`, `metrics.json`, `confusion.png`,
`reliability.png`, `risk_coverage.png`.
{behaviour}
## Where it fails

The codebook rules with the most wrong answers (rules with 20 sentences and more):

{rules}

Wrong answers in which it was surest of itself, among the invented sentences of the split:

{mistakes}

## Use and limits

- Input: one sentence, {context}. Longer sentences are cut, and said to be (`truncated`).
- Not a fact-checker: a false statement, stated flatly, is *{fact}*. Not a score of an outlet's or a
  person's quality; do not rank or moderate outlets or persons with it.
- Written for French news of many manners; poor on poetry, law, dialogue, social media and other languages.
- Weights: CC BY 4.0.
"""


def write_model_card(folder: Path) -> Path:
    """Write ``README.md`` into a checkpoint folder from its ``depeche.json`` and ``metrics.json``.

    Raises:
        FileNotFoundError: the folder has not been evaluated yet.
    """
    from huggingface_hub import ModelCard, ModelCardData

    record = json.loads((folder / RECORD_FILE).read_text(encoding="utf-8"))
    metrics = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
    data = ModelCardData(
        language="fr",
        license="cc-by-4.0",
        library_name="transformers",
        pipeline_tag="text-classification",
        tags=["depeche", "news", "attribution", "subjectivity"],
        model_name=record["name"],
        eval_results=_eval_results(metrics),
    )
    card = ModelCard(f"---\n{data.to_yaml()}\n---\n\n{_body(record, metrics, folder)}")
    path = folder / "README.md"
    with replacing(path) as out:
        out.write(card.content)
    return path


def _eval_results(metrics: dict[str, Any]) -> list[Any]:
    from huggingface_hub import EvalResult

    model = metrics["systems"]["model"]
    return [
        EvalResult(
            task_type="text-classification",
            dataset_type="depeche-authored",
            dataset_name="depeche authored corpus",
            dataset_split=metrics["split"],
            metric_type=kind,
            metric_name=name,
            metric_value=round(model[key]["value"], 4),
        )
        for kind, name, key in (("f1", "macro-F1", "macro_f1"), ("accuracy", "accuracy", "accuracy"))
    ]


def _body(record: dict[str, Any], metrics: dict[str, Any], folder: Path) -> str:
    model, encoding = metrics["systems"]["model"], record["encoding"]
    return _BODY.format(
        name=record["name"],
        labels="; ".join(f"`{label}` ({DISPLAY_NAMES[label]})" for label in LABELS),
        version=record["depeche"],
        encoder=record["config"]["model"]["name_or_path"],
        train=record["training"]["sentences"]["train"],
        sources=_sources(record["training"].get("sources", {})),
        by_source=_source_table(metrics["slices"]),
        folder=folder.name,
        n=metrics["n"],
        n_articles=metrics["n_articles"],
        split=metrics["split"],
        table=_system_table(metrics["systems"]),
        classes=_class_table(model["per_class"]),
        brier=model["brier"]["value"],
        ece=model["ece"]["value"],
        perfect=model["ece"]["calibrated_mean"],
        temperature=record["temperature"],
        fitted_on=fitted_on(record["training"].get("calibration")),
        abstention=abstention_markdown(metrics["abstention"]),
        behaviour=_behaviour(folder),
        rules=_hardest_rules(metrics["slices"].get("rule", {})),
        mistakes=_mistakes(metrics["mistakes"]),
        context=_context(encoding),
        fact=DISPLAY_NAMES["factual_report"],
    )


def _sources(counts: dict[str, int]) -> str:
    """``11,000 of invented articles, 2,500 of wikinews-fr``."""
    names = {
        "written": "of invented press articles",
        "unlabelled": "of real press that only earlier checkpoints labelled",
    }
    return (
        ", ".join(f"{n:,} {names.get(name, f'of `{name}`')}" for name, n in counts.items()) or "not recorded"
    )


def _source_table(slices: dict[str, Any]) -> str:
    rows = [
        [name, str(row["n"]), figure(row["macro_f1"]), str(len(row["classes"])), figure(row["accuracy"])]
        for tag in ("source", "origin")
        for name, row in slices.get(tag, {}).items()
    ]
    return table(["source", "sentences", "macro-F1", "classes", "accuracy"], rows)


def _behaviour(folder: Path) -> str:
    """What the behaviour tests said, where they were run."""
    path = folder / "behaviour.json"
    if not path.exists():
        return ""
    result, said = json.loads(path.read_text(encoding="utf-8")), []
    if "invariance" in result:
        originals, swaps = (result["invariance"][name] for name in ("originals", "swaps"))
        said.append(
            f"{originals['right']:.1%} of {originals['n']} originals are right, and on those the label holds "
            f"in {swaps['holds']:.1%} of {swaps['n']} swaps of camp, party, agency, country or gender"
        )
    for kind, what in (
        ("functionality", "sentences made for single rules"),
        ("directional", "pairs whose second sentence changes who vouches, or must not change it,"),
    ):
        if kind in result:
            share = result[kind]["all"]
            said.append(f"{share['right']:.1%} of {share['n']} {what} are right")
    return f"\nBehaviour tests (`behaviour.md`): {'; '.join(said)}.\n"


def _hardest_rules(slices: dict[str, Any]) -> str:
    hardest = sorted(slices.items(), key=lambda item: item[1]["accuracy"]["value"])[:6]
    rows = [[name, str(row["n"]), figure(row["accuracy"])] for name, row in hardest]
    return table(["rule of the codebook", "sentences", "accuracy"], rows)


def _mistakes(mistakes: list[dict[str, Any]]) -> str:
    rows = [
        [m["text"].replace("|", "\\|"), f"`{m['gold']}`", f"`{m['answer']}` {m['probability']:.2f}"]
        for m in mistakes
    ]
    return table(["sentence", "gold", "answer"], rows)


def _context(encoding: dict[str, Any]) -> str:
    parts = []
    if encoding["before"]:
        parts.append(f"up to {encoding['before']} before it")
    if encoding["after"]:
        parts.append(f"up to {encoding['after']} after it")
    if encoding["headline"]:
        parts.append("the headline")
    read = f"read with {', '.join(parts)}" if parts else "read alone"
    return f"{read}, at most {encoding['max_length']} pieces in all"


def _system_table(systems: dict[str, Any]) -> str:
    rows = [
        [_SYSTEM_NAMES.get(key, key), *(figure(system[name]) for name in ("macro_f1", "accuracy", "mcc"))]
        for key, system in systems.items()
    ]
    return table(["system", "macro-F1", "accuracy", "MCC"], rows)


def _class_table(classes: dict[str, Any]) -> str:
    rows = [
        [
            f"`{label}`",
            *(figure(classes[label][name]) for name in ("precision", "recall", "f1")),
            str(classes[label]["support"]),
        ]
        for label in LABELS
    ]
    return table(["class", "precision", "recall", "F1", "sentences"], rows)
