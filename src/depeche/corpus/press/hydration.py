"""Joining the pointing labels with the text, when one has it, into articles like all others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from depeche.articles.jsonl import jsonl_objects
from depeche.articles.records import Article, Sentence
from depeche.corpus.press.pointers import Pointer, PressDocument, PressLabels, sentence_sha1
from depeche.errors import DepecheError


@dataclass(slots=True)
class Hydrated:
    """Articles, and the pointers whose text is not there or is not the text that was labelled."""

    articles: list[Article] = field(default_factory=list)
    missing: list[Pointer] = field(default_factory=list)
    changed: list[Pointer] = field(default_factory=list)

    def report(self) -> str:
        """What was joined and what was not, by source, a line each."""
        joined = Counter(a.source for a in self.articles for s in a.sentences if s.label)
        lacking = Counter(p.source for p in self.missing)
        other = Counter(p.source for p in self.changed)
        return "\n".join(
            f"{name}: {joined[name]} labelled sentences joined, {lacking[name]} missing, "
            f"{other[name]} with another text"
            for name in sorted(joined | lacking | other)
        )


def hydrate(labels: PressLabels, press: Path) -> Hydrated:
    """Join labels and text, checking every sentence's SHA-1.

    Args:
        labels: the pointing labels.
        press: a folder of ``{source}.jsonl`` files, a sentence an object with ``doc_id``,
            ``sent_or_par_id`` and ``text``, as :func:`depeche.corpus.press.fetching.fetch_press` writes them.
            A file that is not there counts as all its sentences missing.

    Raises:
        DepecheError: there is no such folder, or a file is not JSONL.
    """
    if not press.is_dir():
        raise DepecheError(f"{press}: no such folder; 'depeche data fetch-press {press}' makes it")
    result = Hydrated()
    texts = {name: _texts(press / f"{name}.jsonl") for name in labels.sources}
    pointers_of = labels.of_document()
    for document in labels.documents:
        pairs = []
        for pointer in pointers_of.get((document.source, document.doc_id), []):
            text = texts[document.source].get((pointer.doc_id, pointer.sent_id))
            if text is None:
                result.missing.append(pointer)
            elif sentence_sha1(text) != pointer.sha1:
                result.changed.append(pointer)
            else:
                pairs.append((pointer, _sentence(pointer, text)))
        result.articles.extend(_articles(document, pairs, labels.sources[document.source].stream))
    return result


def _texts(path: Path) -> dict[tuple[str, str], str]:
    if not path.is_file():
        return {}
    return {
        (str(row.get("doc_id")), str(row.get("sent_or_par_id"))): str(row.get("text"))
        for _, row in jsonl_objects(path)
    }


def _sentence(pointer: Pointer, text: str) -> Sentence:
    return Sentence(
        text=" ".join(text.split()),
        kind=pointer.kind,
        label=pointer.label,
        secondary=pointer.secondary,
        rule=pointer.rule,
    )


def _articles(
    document: PressDocument, pairs: list[tuple[Pointer, Sentence]], stream: bool
) -> Iterator[Article]:
    """One article, or one a sentence where the document is a stream."""
    groups = [(p.sent_id, (s,)) for p, s in pairs] if stream else [("", tuple(s for _, s in pairs))]
    for suffix, sentences in groups:
        if sentences:
            yield Article(
                id=f"{document.source}/{document.doc_id}{'/' if suffix else ''}{suffix}",
                sentences=sentences,
                style=document.source,
                year=int(document.date[:4]) if document.date[:4].isdecimal() else None,
                split=document.split,
                source=document.source,
            )
