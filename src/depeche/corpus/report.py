"""What of a corpus could give its classes away, and how it compares with real press: one Markdown page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from depeche.articles import Article, Sentence
from depeche.corpus.names import name_classes
from depeche.corpus.words import telling_words
from depeche.labels import LABEL_IDS, LABELS

#: N-grams reported, over all classes.
TELLING = 50
_OPENING_WORDS = 2
_WORD = re.compile(r"\w+")
#: Spellings of quotation marks, apostrophes and blanks that French outlets use.
_TYPOGRAPHY = {
    "« » with blanks": r"«\s",
    "«» without blanks": r"«\S",
    "“ ”": r"[“”]",
    'straight "': r'"',
    "apostrophe '": r"\w'\w",
    "apostrophe ’": r"\w’\w",
    "no-break blank": r"[\u00a0\u202f]",
    "mark without its blank (mot:)": r"\w[;:!?](?!\d)",
}


def report_markdown(articles: Sequence[Article], press: Sequence[Article] = ()) -> str:
    """Names, n-grams and openings by class; lengths, vocabulary and typography, beside ``press`` if given."""
    sentences = _labelled(articles)
    real = _labelled(press)
    parts = [
        "# What could give the classes away",
        *_names(articles),
        *_telling(sentences),
        *_openings(sentences),
        "# Beside the real press" if real else "# Lengths and typography",
        *_lengths(sentences, real),
        *(_vocabulary(sentences, real) if real else []),
        *_typography(sentences, real),
    ]
    return "\n".join(parts) + "\n"


def _labelled(articles: Sequence[Article]) -> list[Sentence]:
    return [s for a in articles for s in a.sentences if s.label]


def _names(articles: Sequence[Article]) -> list[str]:
    names = name_classes(articles)
    skewed = [name for name in names if name.skewed]
    lines = [
        "",
        f"## The {len(names)} most frequent proper names",
        "",
        f"{len(skewed)} are skewed (a class is off by more than 25 points and three standard errors): "
        f"{', '.join(name.name for name in skewed) or 'none'}.",
        "",
        "| name | sentences | " + " | ".join(LABELS) + " | |",
        "|---|---:|---:|---:|---:|---|",
    ]
    for name in names:
        shares = " | ".join(f"{name.counts[label] / name.total:.0%}" for label in LABELS)
        lines.append(f"| {name.name} | {name.total} | {shares} | {'skewed' if name.skewed else ''} |")
    return lines


def _telling(sentences: Sequence[Sentence]) -> list[str]:
    labels = np.array([LABEL_IDS[str(s.label)] for s in sentences])
    rows = [
        (row, LABELS[label])
        for label, rows in telling_words([s.text for s in sentences], labels, top=TELLING, longest=3).items()
        for row in rows
    ]
    rows.sort(key=lambda item: -item[0].score)
    lines = [
        "",
        f"## The {TELLING} n-grams that tell most",
        "",
        "Up to three words; z-score of the log-odds with a prior (Monroe et al. 2008).",
        "",
        "| n-gram | class | in the class | in all | z |",
        "|---|---|---:|---:|---:|",
    ]
    for row, label in rows[:TELLING]:
        lines.append(f"| {row.word} | {label} | {row.inside} | {row.everywhere} | {row.score:.1f} |")
    return lines


def _openings(sentences: Sequence[Sentence]) -> list[str]:
    counts = Counter(opening for s in sentences if (opening := _opening(s.text)))
    lines = [
        "",
        "## The 30 most frequent openings",
        "",
        "| first two words | sentences | " + " | ".join(LABELS) + " |",
        "|---|---:|---:|---:|---:|",
    ]
    for opening, count in counts.most_common(30):
        classes = Counter(s.label for s in sentences if _opening(s.text) == opening)
        shares = " | ".join(f"{classes[label] / count:.0%}" for label in LABELS)
        lines.append(f"| {opening} | {count} | {shares} |")
    return lines


def _opening(text: str) -> str:
    words = _WORD.findall(text.lower())
    return " ".join(words[:_OPENING_WORDS]) if len(words) >= _OPENING_WORDS else ""


def _lengths(written: Sequence[Sentence], real: Sequence[Sentence]) -> list[str]:
    lines = [
        "",
        "## Words a sentence",
        "",
        "| text | class | sentences | mean | 10 % | median | 90 % | of 25 words and more |",
        "|---|---|---:|---:|---:|---:|---:|---:|",
    ]
    for name, sentences in (("written", written), ("real press", real)):
        for label in LABELS:
            lengths = np.array([len(s.text.split()) for s in sentences if s.label == label])
            if len(lengths):
                low, middle, high = np.percentile(lengths, [10, 50, 90])
                lines.append(
                    f"| {name} | {label} | {len(lengths)} | {lengths.mean():.1f} | {low:.0f} | {middle:.0f} "
                    f"| {high:.0f} | {(lengths >= 25).mean():.0%} |"
                )
    return lines


def _vocabulary(written: Sequence[Sentence], real: Sequence[Sentence]) -> list[str]:
    ours, theirs = (
        Counter(word for s in sentences for word in _WORD.findall(s.text.lower()))
        for sentences in (written, real)
    )
    known = sum(count for word, count in theirs.items() if word in ours) / theirs.total()
    frequent = [word for word, _ in theirs.most_common(1000)]
    lacking = [word for word in frequent if word not in ours]
    return [
        "",
        "## Vocabulary",
        "",
        f"The written corpus has {ours.total():,} words, {len(ours):,} different ones; the real press "
        f"{theirs.total():,} and {len(theirs):,}. Of the words of the real press {known:.1%} occur in the "
        f"written corpus; of its thousand most frequent ones all but {len(lacking)} do"
        + (f" ({', '.join(lacking[:20])})." if lacking else "."),
    ]


def _typography(written: Sequence[Sentence], real: Sequence[Sentence]) -> list[str]:
    lines = ["", "## Typography", "", "| spelling | written | real press |", "|---|---:|---:|"]
    for name, pattern in _TYPOGRAPHY.items():
        compiled = re.compile(pattern)
        shares = (
            f"{sum(bool(compiled.search(s.text)) for s in sentences) / len(sentences):.1%}"
            if sentences
            else "–"
            for sentences in (written, real)
        )
        lines.append(f"| {name} | {' | '.join(shares)} |")
    return lines
