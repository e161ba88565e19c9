"""The worker of Ray without Ray; with it, see test_kills."""

from __future__ import annotations

from pathlib import Path

import pytest

from depeche.archive.options import ArchiveOptions
from depeche.archive.plan import cut, find_sources, targets
from depeche.archive.ray_engine import PartActor
from depeche.archive.workspace import Workspace


@pytest.fixture
def workspace(archive: Path, tmp_path: Path) -> Workspace:
    out = tmp_path / "tagged"
    parts = cut(find_sources([str(archive / "b.jsonl")], out), 5, "text", "id")
    return Workspace(out, False, targets(parts, out, False, None))


def test_a_part_that_kills_its_workers_is_given_up(
    workspace: Workspace, tiny_tagger_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = PartActor(ArchiveOptions(str(tiny_tagger_folder), "torch", 1), workspace)

    def die(part: object) -> None:
        raise MemoryError  # a stand-in for a kill: nothing after it is run

    with monkeypatch.context() as patch:
        patch.setattr(actor._tagger, "tag", die)
        for _ in range(5):
            with pytest.raises(MemoryError):
                actor({"number": [1]})
    (error,) = actor({"number": [1]})["error"]
    assert "b.jsonl: 5 workers died over the 5 rows from 6 on" in error
    assert actor({"number": [0, 2]})["rows"] == [5, 2]


def test_a_part_that_is_done_is_not_done_again(workspace: Workspace, tiny_tagger_folder: Path) -> None:
    actor = PartActor(ArchiveOptions(str(tiny_tagger_folder), "torch", 1), workspace)
    first = actor({"number": [0]})
    path = workspace.part_path(workspace.targets[0].parts[0])
    written = path.stat().st_mtime_ns
    assert actor({"number": [0]}) == first
    assert path.stat().st_mtime_ns == written
