from __future__ import annotations

from pathlib import Path

import pytest

SOURCES = sorted((Path(__file__).parents[1] / "src" / "depeche").rglob("*.py"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_no_file_is_a_warehouse(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 260


def test_imports_go_down_only() -> None:
    from importlinter.cli import lint_imports

    assert lint_imports(config_filename=str(Path(__file__).parents[1] / "pyproject.toml")) == 0
