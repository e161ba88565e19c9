"""What must hold of a labelled corpus before it is trained on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from depeche.articles import Article
from depeche.corpus.near_duplicates import DuplicatePair, near_duplicates
from depeche.labels import LABELS

#: Largest share of one class among the labelled sentences, and smallest.
LARGEST_SHARE, SMALLEST_SHARE = 0.45, 0.25
#: Largest share of the labelled sentences that lie in groups of mirrors and minimal pairs.
LARGEST_GROUPED_SHARE = 0.15


def check_corpus(articles: Sequence[Article]) -> list[str]:
    """Every finding as one line; an empty list means that the corpus is sound.

    Looked for: articles without split, unlabelled sentences, groups that lie in several splits,
    near-duplicates and leaks between splits (allowed inside a declared group), a class that is too
    large or too small, and too many grouped sentences.
    """
    return [
        *_unfinished(articles),
        *_split_groups(articles),
        *(_duplicate_line(pair) for pair in near_duplicates(articles) if not _same_group(pair)),
        *_class_balance(articles),
        *_grouped(articles),
    ]


def _unfinished(articles: Sequence[Article]) -> Iterator[str]:
    for article in articles:
        if article.split is None:
            yield f"{article.id}: no split; add split=train, validation or test to its header"
        for position, sentence in enumerate(article.sentences):
            if sentence.label is None and sentence.kind != "boilerplate":
                yield f"{article.id}, sentence {position + 1}: no label"


def _split_groups(articles: Sequence[Article]) -> Iterator[str]:
    splits: defaultdict[str, set[str]] = defaultdict(set)
    for article in articles:
        if article.group and article.split:
            splits[article.group].add(article.split)
    for group, found in sorted(splits.items()):
        if len(found) > 1:
            yield f"group {group}: lies in several splits ({', '.join(sorted(found))}); it must lie in one"


def _same_group(pair: DuplicatePair) -> bool:
    (first, _), (second, _) = pair.first, pair.second
    return first.group is not None and first.group == second.group


def _duplicate_line(pair: DuplicatePair) -> str:
    (first, i), (second, j) = pair.first, pair.second
    leak = first.split != second.split
    what = f"leak between {first.split} and {second.split}" if leak else "near-duplicate"
    if i is None or j is None:
        return f"{what} ({pair.overlap:.0%}): the articles {first.id} and {second.id}"
    text = second.sentences[j].text
    shown = text if len(text) <= 80 else text[:79] + "…"
    places = f"{first.id}, sentence {i + 1} and {second.id}, sentence {j + 1}"
    return f"{what} ({pair.overlap:.0%}): {places}: {shown}"


def _class_balance(articles: Sequence[Article]) -> Iterator[str]:
    counts = Counter(s.label for a in articles for s in a.sentences if s.label)
    total = counts.total()
    for label in LABELS:
        share = counts[label] / total if total else 0.0
        if not SMALLEST_SHARE <= share <= LARGEST_SHARE:
            limits = f"{SMALLEST_SHARE:.0%} to {LARGEST_SHARE:.0%}"
            yield f"class {label}: {share:.0%} of the labelled sentences; expected {limits}"


def _grouped(articles: Sequence[Article]) -> Iterator[str]:
    counts = Counter(a.group is not None for a in articles for s in a.sentences if s.label)
    share = counts[True] / max(1, counts.total())
    if share > LARGEST_GROUPED_SHARE:
        yield f"groups: {share:.0%} of the labelled sentences; expected at most {LARGEST_GROUPED_SHARE:.0%}"
