"""Tokenised text as one flat array on disk, from which training windows are drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from depeche.errors import DepecheError
from depeche.files import replacing

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from transformers import PreTrainedTokenizerFast

BLOCKS_PER_BATCH = 256


def pack(
    blocks: Iterable[list[str]], tokenizer: PreTrainedTokenizerFast, path: Path, max_tokens: int | None = None
) -> NDArray[np.uint16]:
    """Write the piece ids of ``blocks`` one after the other, each block closed by ``</s>``.

    Args:
        blocks: documents as lists of lines; no piece spans a line end.
        tokenizer: ``</s>`` is what it separates texts with.
        path: the file appears only when it is complete, so that an interrupted run packs again.
        max_tokens: the document in which this number is reached is cut there, and is the last.

    Returns:
        The array of shape (tokens,), opened read-only from ``path`` (raw uint16).

    Raises:
        DepecheError: the vocabulary does not fit into uint16, or there is no text.
    """
    if len(tokenizer) > np.iinfo(np.uint16).max:
        raise DepecheError(
            f"a vocabulary of {len(tokenizer):,} pieces does not fit into 16 bits; "
            "choose an encoder with at most 65,535"
        )
    written = 0
    with replacing(path, "wb") as out:
        for ids in _encode(blocks, tokenizer):
            room = len(ids) if max_tokens is None else max_tokens - written
            ids[:room].tofile(out)
            written += len(ids[:room])
            if written == max_tokens:
                break
        if not written:
            raise DepecheError(
                "there is no text to pack; are the files empty, or no document marked 'train'?"
            )
    return open_packed(path)


def _encode(blocks: Iterable[list[str]], tokenizer: PreTrainedTokenizerFast) -> Iterator[NDArray[np.uint16]]:
    backend = tokenizer.backend_tokenizer
    backend.no_truncation()  # a tokenizer file may bring either
    backend.no_padding()
    for batch in _batches(blocks):
        lines = [line for block in batch for line in block]
        encodings = iter(backend.encode_batch_fast(lines, add_special_tokens=False))
        for block in batch:
            ids = [i for _ in block for i in next(encodings).ids]
            yield np.asarray([*ids, tokenizer.sep_token_id], dtype=np.uint16)


def open_packed(path: Path) -> NDArray[np.uint16]:
    """Memory-map an array written by :func:`pack`."""
    return np.memmap(path, dtype=np.uint16, mode="r")


def _batches(blocks: Iterable[list[str]]) -> Iterator[list[list[str]]]:
    batch: list[list[str]] = []
    for block in blocks:
        batch.append(block)
        if len(batch) == BLOCKS_PER_BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def check_window_fits(stream: NDArray[np.uint16], length: int, what: str) -> None:
    """Make sure that windows of ``length`` can be drawn from ``stream``, which holds ``what``.

    Raises:
        DepecheError: the stream is shorter than one window.
    """
    if len(stream) < length - 2:
        raise DepecheError(
            f"{len(stream):,} tokens of {what} are too few for windows of {length}: "
            "give more text, or lower schedule.phases.*.sequence_length"
        )


def draw_windows(
    stream: NDArray[np.uint16], count: int, length: int, rng: np.random.Generator, *, bos: int, eos: int
) -> NDArray[np.int64]:
    """Draw ``count`` windows of ``length`` ids at random places, framed by ``bos`` and ``eos``.

    The stream holds at least ``length - 2`` ids, see :func:`check_window_fits`.

    Returns:
        An array of shape (count, length).
    """
    inner = length - 2
    starts = rng.integers(0, len(stream) - inner + 1, size=count)
    windows = np.empty((count, length), dtype=np.int64)
    windows[:, 0], windows[:, -1] = bos, eos
    windows[:, 1:-1] = stream[starts[:, None] + np.arange(inner)]
    return windows
