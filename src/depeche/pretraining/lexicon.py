"""Classes of words from a lexicon, predicted beside the masked pieces.

What a word is for (to judge, to argue, to impute a motive, to report, to tell of an act) is seldom told by
the contexts of a small corpus. A list tells it, and the encoder learns it at every place of every listed
word, hidden or not: like the sense labels of SenseBERT (Levine et al. 2020, arXiv:1908.05646).
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from depeche.errors import DepecheError
from depeche.pretraining.inflection import inflect

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: What a place has where no listed word stands.
UNLISTED = -100


class Lexicon:
    """Finds listed words and phrases among pieces.

    Args:
        path: a TSV file with the columns lemma, part of speech (``noun``, ``adj``, ``verb``, or another that
            does not inflect) and class.
        pieces: the pieces of the tokenizer by id; a word begins with ``▁``.

    Attributes:
        classes: the names of the classes, sorted.

    Raises:
        DepecheError: the file is missing or a row has not three columns.
    """

    def __init__(self, path: str | Path, pieces: Sequence[str]) -> None:
        try:
            with Path(path).open(encoding="utf-8", newline="") as lines:
                rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
        except OSError as error:
            raise DepecheError(f"{path}: {error.strerror}") from None
        for number, row in enumerate(rows, 1):
            if len(row) != 3 or not all(row):
                raise DepecheError(f"{path}:{number}: expected lemma, part of speech, class, parted by tabs")
        self.classes = sorted({row[2] for row in rows})
        self._phrases: dict[tuple[str, ...], int] = {}
        for lemma, pos, name in rows:
            for form in inflect(lemma, pos):
                words = tuple(form.lower().replace("’", "'").replace("'", "' ").replace("-", " - ").split())
                self._phrases.setdefault(words, self.classes.index(name))
        self._firsts = {words[0]: 0 for words in self._phrases}
        for words in self._phrases:
            self._firsts[words[0]] = max(self._firsts[words[0]], len(words))
        self._pieces = [piece.lower() for piece in pieces]

    def find(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """The class of every piece of a listed word, and :data:`UNLISTED` elsewhere, shape of ``ids``.

        The longest phrase counts; a word cut by the window's edge is not found.
        """
        flat = [self._pieces[i] for i in ids.reshape(-1).tolist()]
        starts = [i for i, piece in enumerate(flat) if not piece.isalnum()]
        ends = [*starts[1:], len(flat)]
        words = ["".join(flat[s:e]).lstrip("▁") for s, e in zip(starts, ends, strict=True)]
        found = np.full(len(flat), UNLISTED, dtype=np.int64)
        place = 0
        while place < len(words):
            longest = self._firsts.get(words[place], 0)
            for length in range(longest, 0, -1):
                label = self._phrases.get(tuple(words[place : place + length]))
                if label is not None and place + length <= len(words):
                    found[starts[place] : ends[place + length - 1]] = label
                    place += length - 1
                    break
            place += 1
        return found.reshape(ids.shape)
