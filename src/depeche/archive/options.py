"""What an archive run is asked to do, and which part of it this process does."""

from __future__ import annotations

import re
from dataclasses import dataclass

from depeche.errors import DepecheError

#: Rows of input that are tagged, and redone after a kill, together.
PART_ROWS = 2000


@dataclass(frozen=True, slots=True)
class ArchiveOptions:
    """The options of a run; they travel to every worker.

    Attributes:
        checkpoint: a folder, a Hub id, or None for the bundled tagger.
        backend: ``onnx`` or ``torch``.
        threads: threads of one matrix product; None is the cores this process may use.
        abstain: see :class:`depeche.inference.tagger.Tagger`.
        explained: whether to mark the words that carried each decision.
        column: column that holds the texts.
        id_column: column that names them.
        part_rows: rows of input in one part.
        skip_damaged: pass over rows that cannot be read, and list them at the end.
    """

    checkpoint: str | None = None
    backend: str = "auto"
    threads: int | None = None
    abstain: float = 0.0
    explained: bool = False
    column: str = "text"
    id_column: str = "id"
    part_rows: int = PART_ROWS
    skip_damaged: bool = False


def shard_range(shard: str | None, parts: int) -> range:
    """The numbers of the parts that a shard ``i/n`` takes, ``i`` from 1 to ``n``; all of them for None.

    A shard is a run of consecutive parts; the n shards are disjoint and together the whole.

    Raises:
        DepecheError: not of this form, or ``i`` out of range.
    """
    if shard is None:
        return range(parts)
    found = re.fullmatch(r"([0-9]{1,6})/([0-9]{1,6})", shard)
    i, n = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 1 <= i <= n:
        raise DepecheError(f"--shard {shard}: expected i/n with i from 1 to n, as 1/4 for the first of four")
    return range(parts * (i - 1) // n, parts * i // n)
