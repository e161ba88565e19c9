from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from depeche.errors import DepecheError
from depeche.pretraining import packing
from depeche.pretraining.packing import check_window_fits, draw_windows, open_packed, pack

BLOCKS = [["Le pont relie", "les deux rives."], ["Selon la préfecture"], ["Il faut"], ["Rien", "ne", "va"]]


def expected(tokenizer, blocks: list[list[str]]) -> list[int]:
    ids = []
    for block in blocks:
        for line in block:
            ids += tokenizer(line, add_special_tokens=False)["input_ids"]
        ids.append(2)
    return ids


@pytest.mark.parametrize("batch", [1, 3, 4, 256])
def test_documents_in_order_each_closed(
    tmp_path: Path, tokenizer, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(packing, "BLOCKS_PER_BATCH", batch)
    path = tmp_path / "general.uint16"
    stream = pack(iter(BLOCKS), tokenizer, path)
    assert stream.tolist() == open_packed(path).tolist() == expected(tokenizer, BLOCKS)
    assert [file.name for file in tmp_path.iterdir()] == ["general.uint16"]


def test_at_most_max_tokens_and_nothing_read_beyond(tmp_path: Path, tokenizer) -> None:
    whole = expected(tokenizer, BLOCKS)
    for limit in (1, len(whole) - 1, len(whole), len(whole) + 1):
        assert pack(BLOCKS, tokenizer, tmp_path / "a", limit).tolist() == whole[:limit]

    def endless():
        while True:
            yield ["encore"]

    assert len(pack(endless(), tokenizer, tmp_path / "b", 1000)) == 1000


def test_a_failure_leaves_no_file(tmp_path: Path, tokenizer) -> None:
    def failing():
        yield from BLOCKS * 100
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="gone"):
        pack(failing(), tokenizer, tmp_path / "general.uint16")
    assert not list(tmp_path.iterdir())


def test_settings_of_the_tokenizer_file_cut_nothing(tmp_path: Path, tiny_encoders: dict[str, Path]) -> None:
    from depeche.pretraining.tokenizer import load_tokenizer

    tokenizer = load_tokenizer(tiny_encoders["camembert"])
    whole = expected(tokenizer, BLOCKS)
    tokenizer.backend_tokenizer.enable_truncation(2)
    tokenizer.backend_tokenizer.enable_padding(length=50)
    assert pack(BLOCKS, tokenizer, tmp_path / "a").tolist() == whole


def test_no_text(tmp_path: Path, tokenizer) -> None:
    with pytest.raises(DepecheError, match="no text to pack"):
        pack([], tokenizer, tmp_path / "a")
    assert not list(tmp_path.iterdir())


def test_ids_that_do_not_fit_into_16_bits(tmp_path: Path) -> None:
    class Large:
        def __len__(self) -> int:
            return 65_536

    with pytest.raises(DepecheError, match="vocabulary of 65,536 pieces .* choose an encoder"):
        pack(BLOCKS, Large(), tmp_path / "a")  # type: ignore[arg-type]


@given(st.integers(3, 12), st.integers(0, 20), st.integers(0, 5), st.integers(0, 2**32 - 1))
def test_windows_are_framed_runs_of_the_stream(length: int, surplus: int, count: int, seed: int) -> None:
    stream = np.arange(100, 100 + length - 2 + surplus, dtype=np.uint16)
    check_window_fits(stream, length, "text")
    windows = draw_windows(stream, count, length, np.random.default_rng(seed), bos=0, eos=2)
    assert windows.shape == (count, length)
    for window in windows.tolist():
        assert (window[0], window[-1]) == (0, 2)
        assert window[1:-1] == list(range(window[1], window[1] + length - 2))
        assert 100 <= window[1] <= 100 + surplus


def test_windows_start_everywhere() -> None:
    stream = np.arange(10, 20, dtype=np.uint16)
    windows = draw_windows(stream, 200, 6, np.random.default_rng(0), bos=0, eos=2)
    assert set(windows[:, 1]) == set(range(10, 17))


def test_a_stream_shorter_than_a_window() -> None:
    with pytest.raises(DepecheError, match="13 tokens of press text are too few for windows of 16"):
        check_window_fits(np.zeros(13, dtype=np.uint16), 16, "press text")
