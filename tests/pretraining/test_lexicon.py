from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from depeche.errors import DepecheError
from depeche.pretraining.lexicon import UNLISTED, Lexicon

PIECES = [
    "▁L'",
    "▁économie",
    "▁bat",
    "▁de",
    "▁l'",
    "▁ai",
    "le",
    ",",
    "▁fias",
    "cos",
    "▁Fiasco",
    "▁porte",
    "-",
    "▁parole",
]
ROWS = "fiasco\tnoun\tNEG\nbat de l'aile\tidiom\tNEG\nporte-parole\tnoun\tCUE\nbat\tverb\tACT\n"


@pytest.fixture
def lexicon(tmp_path: Path) -> Lexicon:
    path = tmp_path / "lexicon.tsv"
    path.write_text(ROWS, encoding="utf-8")
    return Lexicon(path, PIECES)


def found(lexicon: Lexicon, *ids: int) -> list[str]:
    labels = lexicon.find(np.array([ids]))[0].tolist()
    return ["." if label == UNLISTED else lexicon.classes[label] for label in labels]


def test_every_piece_of_a_listed_word_has_its_class_whatever_its_form_and_case(lexicon: Lexicon) -> None:
    assert found(lexicon, 1, 8, 9, 10) == [".", "NEG", "NEG", "NEG"]


def test_the_longest_phrase_counts(lexicon: Lexicon) -> None:
    assert found(lexicon, 0, 1, 2, 3, 4, 5, 6, 7) == [".", ".", "NEG", "NEG", "NEG", "NEG", "NEG", "."]
    assert found(lexicon, 2, 3, 1) == ["ACT", ".", "."]


def test_hyphens_part_words_in_the_list_as_in_the_tokenizer(lexicon: Lexicon) -> None:
    assert found(lexicon, 11, 12, 13, 11) == ["CUE", "CUE", "CUE", "."]


def test_windows_keep_their_shape(lexicon: Lexicon) -> None:
    assert lexicon.find(np.zeros((3, 5), dtype=np.int64)).shape == (3, 5)


@pytest.mark.parametrize("rows", ["fiasco\tnoun\n", "fiasco\tnoun\tNEG\tmore\n", "fiasco\t\tNEG\n"])
def test_a_bad_row_is_named(rows: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.tsv"
    path.write_text("ok\tnoun\tNEU\n" + rows, encoding="utf-8")
    with pytest.raises(DepecheError, match=r"bad\.tsv:2: expected lemma"):
        Lexicon(path, PIECES)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DepecheError, match=r"none\.tsv: No such file"):
        Lexicon(tmp_path / "none.tsv", PIECES)
