"""Counts of a labelled corpus, for its data card and for a look at the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from depeche.articles import Article
from depeche.articles.records import SPLITS
from depeche.corpus.styles import style_family
from depeche.labels import LABELS


def corpus_markdown(articles: Sequence[Article]) -> str:
    """Tables of articles and labelled sentences by split, by class, by family of outlets and by rule."""
    lines = [
        "| split | articles | sentences | " + " | ".join(LABELS) + " | words a sentence |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for split in (*SPLITS, "all"):
        chosen = [a for a in articles if split in (a.split, "all")]
        if chosen:
            lines.append(f"| {split} | {len(chosen)} | {_class_cells(chosen)} | {_mean_words(chosen):.1f} |")
    lines += ["", *_breakdown("family of outlets", articles, lambda a: style_family(a.style))]
    rules = Counter(s.rule for a in articles for s in a.sentences if s.rule)
    lines += ["", "| rule | " + " | ".join(map(str, sorted(rules))) + " |", "|---|" + "---:|" * len(rules)]
    lines.append("| sentences | " + " | ".join(str(rules[rule]) for rule in sorted(rules)) + " |")
    return "\n".join(lines) + "\n"


def _class_cells(articles: Sequence[Article]) -> str:
    counts = Counter(s.label for a in articles for s in a.sentences if s.label)
    total = counts.total()
    return " | ".join(
        [f"{total}", *(f"{counts[label]} ({counts[label] / max(total, 1):.0%})" for label in LABELS)]
    )


def _mean_words(articles: Sequence[Article]) -> float:
    lengths = [len(s.text.split()) for a in articles for s in a.sentences if s.label]
    return sum(lengths) / max(len(lengths), 1)


def _breakdown(name: str, articles: Sequence[Article], key: Callable[[Article], str]) -> list[str]:
    lines = [
        f"| {name} | articles | sentences | " + " | ".join(LABELS) + " |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    families = Counter(key(a) for a in articles)
    for family, count in families.most_common():
        lines.append(f"| {family} | {count} | {_class_cells([a for a in articles if key(a) == family])} |")
    return lines
