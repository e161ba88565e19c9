"""Tokenised text as one flat array on disk, from which training windows are drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from transformers import PreTrainedTokenizerFast

BLOCKS_PER_BATCH = 256


def pack(
    blocks: Iterable[list[str]], tokenizer: PreTrainedTokenizerFast, path: Path, max_tokens: int | None = None
) -> NDArray[np.uint16]:
    """Write the piece ids of ``blocks`` one after the other, each block closed by ``</s>``.

    Returns the array of shape (tokens,), opened read-only from ``path`` (raw uint16). The file
    appears only when it is complete, so that an interrupted run packs again.

    Raises:
        ValueError: the vocabulary does not fit into uint16, or the text is empty.
    """
    if len(tokenizer) > np.iinfo(np.uint16).max:
        raise ValueError(f"a vocabulary of {len(tokenizer)} pieces does not fit into 16 bits")
    partial = path.with_name(path.name + ".part")
    written = 0
    with partial.open("wb") as out:
        for batch in _batches(blocks):
            # Pieces of a block are those of its lines: no piece spans a line end.
            counts = [len(block) for block in batch]
            encodings = tokenizer.backend_tokenizer.encode_batch_fast(
                [line for block in batch for line in block], add_special_tokens=False
            )
            position = 0
            for count in counts:
                ids = [i for encoding in encodings[position : position + count] for i in encoding.ids]
                np.asarray([*ids, tokenizer.eos_token_id], dtype=np.uint16).tofile(out)
                position += count
                written += len(ids) + 1
            if max_tokens is not None and written >= max_tokens:
                break
    if not written:
        raise ValueError("the text to pack is empty")
    partial.replace(path)
    return open_packed(path)


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


def draw_windows(
    stream: NDArray[np.uint16], count: int, length: int, rng: np.random.Generator, *, bos: int, eos: int
) -> NDArray[np.int64]:
    """Draw ``count`` windows of ``length`` ids at random places, framed by ``bos`` and ``eos``.

    Returns an array of shape (count, length).

    Raises:
        ValueError: the stream is shorter than one window.
    """
    inner = length - 2
    if len(stream) < inner:
        raise ValueError(f"{len(stream)} tokens are too few for windows of {length}")
    starts = rng.integers(0, len(stream) - inner + 1, size=count)
    windows = np.empty((count, length), dtype=np.int64)
    windows[:, 0], windows[:, -1] = bos, eos
    windows[:, 1:-1] = stream[starts[:, None] + np.arange(inner)]
    return windows
