"""Gold spans of sources and cues (``data/voices``): reading them, with checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from depeche.articles.jsonl import jsonl_objects
from depeche.errors import DepecheError
from depeche.voices.records import Attribution, SourceKind, Words


@dataclass(frozen=True, slots=True)
class GoldSentence:
    """An attributed sentence whose source and cue somebody marked.

    Attributes:
        article: id of the article that it stands in.
        text: the sentence.
        attribution: what was marked, with offsets into the sentence.
    """

    article: str
    text: str
    attribution: Attribution


def read_voice_gold(path: str | Path) -> list[GoldSentence]:
    """Read a JSONL file of ``article``, ``text``, ``source``, ``cue`` and ``kind``; the rest is left out.

    Raises:
        DepecheError: no such file, an empty one, or a line that holds no such sentence, with its number.
    """
    path = Path(path)
    sentences = []
    for number, item in jsonl_objects(path):
        try:
            sentences.append(_sentence(item))
        except KeyError as error:
            raise DepecheError(f"{path.name}:{number}: no field {error}") from None
        except (TypeError, ValueError) as error:
            raise DepecheError(f"{path.name}:{number}: {error}") from None
    if not sentences:
        raise DepecheError(f"{path}: holds no sentence")
    return sentences


def _sentence(item: Mapping[str, Any]) -> GoldSentence:
    text, kind = item["text"], item["kind"]
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"'text' must hold a sentence, found {text!r}")
    if kind not in get_args(SourceKind):
        raise ValueError(f"unknown kind {kind!r}; expected one of {', '.join(get_args(SourceKind))}")
    source, cue = (_words(text, item[name], name) for name in ("source", "cue"))
    if source and kind in ("hearsay", "context"):
        raise ValueError(f"the kind '{kind}' has no source, but one is marked")
    if cue and kind == "context":
        raise ValueError("the kind 'context' has no cue, but one is marked")
    return GoldSentence(str(item["article"]), text, Attribution(source, cue, kind))


def _words(text: str, span: Any, name: str) -> Words | None:
    if span is None:
        return None
    if not isinstance(span, list) or [type(end) for end in span] != [int, int]:
        raise ValueError(f"'{name}' must be [start, end) or null, found {span!r}")
    start, end = span
    if not 0 <= start < end <= len(text):
        raise ValueError(f"'{name}' {span} does not lie in the sentence of {len(text)} characters")
    if text[start:end] != text[start:end].strip():
        raise ValueError(f"'{name}' {span} begins or ends with a blank: {text[start:end]!r}")
    return Words.cut(text, (start, end))
