"""Fetching the real press text from the public repositories that publish it."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path

from depeche.corpus.press.pointers import Pointer, PressDocument, PressLabels, Source
from depeche.corpus.press.rebuilding import rebuild
from depeche.errors import DepecheError
from depeche.files import replacing

#: Serves ``/{owner}/{name}/{commit}/{path}``.
BASE_URL = "https://raw.githubusercontent.com"
TRIES, TIMEOUT_SECONDS, PAUSE_SECONDS = 3, 30.0, 2.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of one source: sentences rebuilt, and those of the pointers that could not be."""

    source: Source
    sentences: int
    missing: list[Pointer]


def fetch_press(
    labels: PressLabels,
    folder: Path,
    *,
    base_url: str = BASE_URL,
    announce: Callable[[str], None] = lambda line: None,
) -> list[Fetched]:
    """Write one JSONL file a source into ``folder``: ``source, doc_id, sent_or_par_id, text, kind, date``.

    Raw files are kept in ``folder/raw``, so that a fetch that was cut off goes on where it was.

    Args:
        labels: the pointing labels.
        folder: made where it does not exist.
        base_url: the server, or a mirror of it; http or https.
        announce: told every source's licence before it is fetched, and the count after.

    Raises:
        DepecheError: the server does not answer, or a file is not there or not of its source's layout.
    """
    if not base_url.startswith(("https://", "http://")):
        raise DepecheError(f"'{base_url}' is no address of a server, as in {BASE_URL}")
    results = []
    pointers_of = labels.of_document()
    for source in labels.sources.values():
        documents = [d for d in labels.documents if d.source == source.name]
        announce(f"{source.name}: {source.title}; github.com/{source.repo}; licence {source.licence}")
        missing: list[Pointer] = []
        count = 0
        with replacing(folder / f"{source.name}.jsonl") as out:
            for document, pointer, text in _sentences(source, documents, pointers_of, folder, base_url):
                if text is None:
                    missing.append(pointer)
                    continue
                row = {
                    "source": source.name,
                    "doc_id": document.doc_id,
                    "sent_or_par_id": pointer.sent_id,
                    "text": text,
                    "kind": pointer.kind,
                    "date": document.date,
                }
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
                count += 1
        announce(f"{source.name}: {count} sentences of {len(documents)} documents, {len(missing)} missing")
        results.append(Fetched(source, count, missing))
    return results


def _sentences(
    source: Source,
    documents: list[PressDocument],
    pointers_of: dict[tuple[str, str], list[Pointer]],
    folder: Path,
    base_url: str,
) -> Iterator[tuple[PressDocument, Pointer, str | None]]:
    for document in documents:
        pointers = pointers_of.get((source.name, document.doc_id), [])
        place = f"{source.repo}/{source.commit}/{document.path}"
        kept = folder / "raw" / place
        raw = _read_or_download(f"{base_url.rstrip('/')}/{urllib.parse.quote(place)}", kept)
        try:
            texts = list(rebuild(pointers, raw.decode("utf-8"), source.layout))
        except (DepecheError, UnicodeDecodeError) as error:
            raise DepecheError(f"{kept}: {error}; delete it to fetch it again") from None
        yield from ((document, p, text) for p, text in zip(pointers, texts, strict=True))


def _read_or_download(url: str, kept: Path) -> bytes:
    if not kept.exists():
        content = _download(url)
        with replacing(kept, "wb") as out:
            out.write(content)
    return kept.read_bytes()


def _download(url: str) -> bytes:
    for attempt in range(TRIES):
        try:
            with urllib.request.urlopen(url, timeout=TIMEOUT_SECONDS) as answer:
                content: bytes = answer.read()
                return content
        except urllib.error.HTTPError as error:
            if error.code < 500 and error.code != 429:
                raise DepecheError(f"{url}: {error.code} {error.reason}") from None
            reason = f"{error.code} {error.reason}"
        except (OSError, HTTPException) as error:  # no connection, or one that broke off
            reason = str(getattr(error, "reason", error))
        if attempt + 1 < TRIES:
            time.sleep(PAUSE_SECONDS * 2**attempt)
    raise DepecheError(f"{url}: no answer after {TRIES} tries ({reason}); run the command again to go on")
