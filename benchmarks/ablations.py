"""One change at a time: every variant of ablations.yaml with every seed, scored on validation sentences.

python benchmarks/ablations.py                      everything that has not been run; hours
python benchmarks/ablations.py --only "R-Drop 1"    some variants
python benchmarks/ablations.py --table              what has been run, as a table

Needs data/press/hydrated.jsonl and data/debates/hydrated.jsonl (see the READMEs there). A finished run is a
line of runs/ablations/results.jsonl and is not trained again; its weights are not kept. Beside the variants
stand TF-IDF with logistic regression, and a floor that reads no sentence: the most frequent label of the
source.

python benchmarks/ablations.py --config benchmarks/finetuned_probe.yaml --out runs/ablations/probe.jsonl
                                                    what pretraining is worth: five seeds, one epoch each
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from sklearn.metrics import f1_score

from depeche.articles import Article
from depeche.config import load_finetune_config
from depeche.corpus.loading import load_corpus, select_split
from depeche.evaluation.markdown import table
from depeche.labels import LABEL_IDS

#: The validation sentences that are scored apart.
PARTS = ("all", "written", "real press", "pseudo-news")


def parts(articles: Sequence[Article]) -> dict[str, list[Article]]:
    real = [a for a in articles if not a.synthetic]
    return {
        "all": list(articles),
        "written": [a for a in articles if a.synthetic],
        "real press": real,
        "pseudo-news": [a for a in real if a.source == "pseudo-news"],
    }


def source_floor(articles: Sequence[Article]) -> dict[str, float]:
    """Macro-F1 of the most frequent training label of each source; of all of them for an unknown source."""
    counts: dict[str, Counter[str]] = {}
    for article in select_split(articles, "train"):
        for name in (str(article.source), "any"):
            counts.setdefault(name, Counter()).update(str(s.label) for s in article.sentences if s.label)
    scores = {}
    for name, scored in parts(select_split(articles, "validation")).items():
        pairs = [
            (str(s.label), counts.get(str(a.source), counts["any"]).most_common(1)[0][0])
            for a in scored
            for s in a.sentences
            if s.label
        ]
        gold, guessed = ([LABEL_IDS[x] for x in column] for column in zip(*pairs, strict=True))
        scores[name] = float(f1_score(gold, guessed, average="macro"))
    return scores


def tfidf_scores(articles: Sequence[Article]) -> dict[str, float]:
    """Macro-F1 of TF-IDF with logistic regression, trained on the training sentences."""
    from depeche.evaluation.baselines import TfidfBaseline

    def pairs(chosen: Sequence[Article]) -> tuple[list[str], list[int]]:
        sentences = [s for a in chosen for s in a.sentences if s.label]
        return [s.text for s in sentences], [LABEL_IDS[str(s.label)] for s in sentences]

    model = TfidfBaseline().fit(*pairs(select_split(articles, "train")))
    scores = {}
    for name, part in parts(select_split(articles, "validation")).items():
        texts, gold = pairs(part)
        scores[name] = float(f1_score(gold, model.predict_proba(texts).argmax(axis=1), average="macro"))
    return scores


def run(base: str, overrides: Sequence[str], articles: Sequence[Article]) -> dict[str, Any]:
    """Train once; minutes, temperature and macro-F1 by part of the validation split of ``articles``."""
    from depeche import Tagger
    from depeche.evaluation.evaluate_checkpoint import score_articles
    from depeche.training.finetune import train

    with TemporaryDirectory() as folder:
        result = train(load_finetune_config(base, [*overrides, f"output_dir={folder}/run"]))
        tagger = Tagger.from_pretrained(result.folder, backend="torch")
        row: dict[str, Any] = {"minutes": result.seconds / 60, "temperature": result.temperature}
        for name, part in parts(select_split(articles, "validation")).items():
            scored = score_articles(tagger, part)
            row[name] = float(f1_score(scored.gold, scored.probabilities.argmax(axis=1), average="macro"))
    return row


def markdown(rows: Iterable[dict[str, Any]], others: dict[str, dict[str, float]]) -> str:
    """Means over seeds, with the lowest and the highest where there are several; and rows of one run each."""
    by_variant: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_variant.setdefault(row["variant"], []).append(row)
    lines = [
        [
            name,
            str(len(runs)),
            *(_cell([run[part] for run in runs]) for part in PARTS),
            f"{statistics.mean(run['minutes'] for run in runs):.1f}",
        ]
        for name, runs in by_variant.items()
    ]
    lines += [[name, "", *(f"{row[part]:.3f}" for part in PARTS), ""] for name, row in others.items()]
    return table(["variant", "seeds", *PARTS, "minutes"], lines)


def _cell(values: Sequence[float]) -> str:
    shown = f"{statistics.mean(values):.3f}"
    return shown if len(values) == 1 else f"{shown} ({min(values):.3f}–{max(values):.3f})"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--config", type=Path, default=Path("benchmarks/ablations.yaml"))
    parser.add_argument("--only", nargs="+", help="names of variants")
    parser.add_argument("--seeds", nargs="+", type=int, help="other seeds than the file's")
    parser.add_argument("--out", type=Path, default=Path("runs/ablations/results.jsonl"))
    parser.add_argument("--table", action="store_true", help="train nothing")
    options = parser.parse_args()
    settings = yaml.safe_load(options.config.read_text(encoding="utf-8"))
    wrong = set(options.only or ()) - settings["variants"].keys()
    if wrong:
        parser.error(f"no such variant: {', '.join(sorted(wrong))}")
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.touch()
    rows = [json.loads(line) for line in options.out.read_text(encoding="utf-8").splitlines()]
    articles = load_corpus(load_finetune_config(settings["base"]).data.paths)
    done = {(row["variant"], row["seed"]) for row in rows}
    if not options.table:
        for seed in options.seeds or settings["seeds"]:
            for name in options.only or settings["variants"]:
                if (name, seed) in done:
                    continue
                overrides = [*settings["common"], *settings["variants"][name], f"seed={seed}"]
                rows.append({"variant": name, "seed": seed, **run(settings["base"], overrides, articles)})
                with options.out.open("a", encoding="utf-8") as out:
                    out.write(json.dumps(rows[-1], ensure_ascii=False) + "\n")
                print(rows[-1], flush=True)
    others = {"TF-IDF": tfidf_scores(articles), "most frequent label of the source": source_floor(articles)}
    print(markdown(rows, others))


if __name__ == "__main__":
    main()
