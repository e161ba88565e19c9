"""Tagging documents one after the other, in constant memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import tee
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from depeche.inference.documents import Document
    from depeche.inference.records import TaggedSentence
    from depeche.inference.tagger import Tagger


def tag_documents(
    tagger: Tagger, documents: Iterable[Document]
) -> Iterator[tuple[Document, list[TaggedSentence]]]:
    """Yield every document with its tagged sentences, in order; reads ahead only what a batch needs."""
    named, texts = tee(documents)
    return zip(named, tagger.tag_many(document.text for document in texts), strict=True)
