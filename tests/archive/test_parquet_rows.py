from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from depeche.archive.parquet_rows import ParquetRows


@pytest.mark.parametrize("group", [1, 3, 10, 100])
@pytest.mark.parametrize("ranges", [[(0, 4), (4, 8), (15, 20)], [(12, 20), (0, 1)], [(3, 3), (7, 9), (7, 9)]])
def test_ranges_in_any_order(
    kit: SimpleNamespace, tmp_path: Path, group: int, ranges: list[tuple[int, int]]
) -> None:
    path = tmp_path / "a.parquet"
    kit.write_parquet(path, [{"id": str(i), "text": "x"} for i in range(20)], row_group_size=group)
    file = ParquetRows(path, ("id", "elsewhere"))
    assert file.count == 20
    for start, stop in ranges:
        expected = [(i + 1, {"id": str(i)}, None) for i in range(start, stop)]
        assert list(file.read(start, stop)) == expected
