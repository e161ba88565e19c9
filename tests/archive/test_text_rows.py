from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from depeche.archive.text_rows import cut_text, read_text_range

CELLS = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
anew = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def in_parts(path: Path, rows: int) -> list[tuple[int, dict, str | None]]:
    ranges = list(cut_text(path, rows))
    assert ranges[-1][1] == path.stat().st_size or not path.stat().st_size
    assert all(before[1] == after[0] for before, after in zip(ranges, ranges[1:], strict=False))
    found = []
    for start, stop, first, count in ranges:
        its = list(read_text_range(path, start, stop, first))
        assert len(its) == count <= rows
        found += its
    return found


@anew
@given(st.lists(CELLS, max_size=9), st.integers(1, 4))
def test_jsonl_is_cut_into_all_its_rows(tmp_path: Path, texts: list[str], rows: int) -> None:
    path = tmp_path / "a.jsonl"
    lines = "".join(json.dumps({"text": t}, ensure_ascii=False) + "\n\n" for t in texts)
    path.write_bytes(lines.encode())
    expected = [(1 + 2 * i, {"text": t}, None) for i, t in enumerate(texts)]
    assert in_parts(path, rows) == expected


@anew
@given(st.lists(st.tuples(CELLS, CELLS), max_size=9), st.integers(1, 4), st.sampled_from(",;\t"))
def test_csv_is_cut_into_all_its_rows(
    tmp_path: Path, cells: list[tuple[str, str]], rows: int, delimiter: str
) -> None:
    path = tmp_path / "a.csv"
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([("id", "text"), *cells])
    path.write_bytes(b"\xef\xbb\xbf" + out.getvalue().encode())
    found = in_parts(path, rows)
    assert [(row["id"], row["text"]) for _, row, _ in found] == cells
    assert [number for number, _, _ in found] == list(range(2, 2 + len(cells)))


def test_a_short_csv_row_has_empty_cells_at_its_end(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,text\n1\n\n2,Oui.", encoding="utf-8")
    assert in_parts(path, 1) == [
        (2, {"id": "1", "text": None}, None),
        (4, {"id": "2", "text": "Oui."}, None),
    ]


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
def test_an_empty_file_is_one_empty_range(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    assert [count for *_, count in cut_text(tmp_path / name, 5)] == [0]
