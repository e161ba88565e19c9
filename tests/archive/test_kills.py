"""A killed run goes on where it was: nothing lost, nothing doubled, one part redone at most."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

Tag = Callable[..., int]
Start = Callable[..., subprocess.Popen]


def wait_for(condition: Callable[[], object], process: subprocess.Popen, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not condition():
        if process.poll() is not None:
            raise AssertionError(f"it ended before: {process.communicate()[0]}")
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.002)


def done(folder: Path) -> set[Path]:
    return set(folder.glob("done/[0-9]*.json"))


@pytest.mark.parametrize("single", [True, False])
def test_a_killed_run_goes_on(
    kit: SimpleNamespace, tag: Tag, start: Start, archive: Path, tmp_path: Path, single: bool, capsys
) -> None:
    shape = (lambda name: tmp_path / f"{name}.parquet") if single else (lambda name: f"{tmp_path / name}/")
    options = (archive, "--id-column", "none", "--part-rows", "2")
    assert tag(*options, "--out", shape("whole")) == 0
    folder = tmp_path / "tagged.parquet.parts" if single else tmp_path / "tagged" / "_depeche"
    after = random.randrange(1, 25)
    process = start(*options, "--out", shape("tagged"))
    wait_for(lambda: len(done(folder)) >= after, process, 120)
    process.kill()
    process.wait()
    kept = {path: path.stat().st_mtime_ns for path in done(folder)}
    assert not (tmp_path / "tagged.parquet").exists()
    capsys.readouterr()

    # What was done is not done again.
    assert tag(*options, "--out", shape("tagged"), "--shard", "1/2") == 0
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    assert tag(*options, "--out", shape("tagged")) == 0
    assert "goes on" in capsys.readouterr().err
    if single:
        assert kit.rows_of(shape("tagged")) == kit.rows_of(shape("whole"))
        assert {f.name for f in tmp_path.iterdir()} == {"archive", "whole.parquet", "tagged.parquet"}
    else:
        assert kit.contents(tmp_path / "tagged") == kit.contents(tmp_path / "whole")


def test_what_a_kill_may_leave_of_a_part_is_not_taken_for_it(
    kit: SimpleNamespace, tag: Tag, archive: Path, tmp_path: Path
) -> None:
    assert tag(archive, "--out", f"{tmp_path / 'whole'}/") == 0
    out = tmp_path / "tagged"
    assert tag(archive, "--out", f"{out}/", "--shard", "1/3") == 0
    folder = out / "_depeche"
    markers = sorted(done(folder))
    markers[0].unlink()  # killed between the rows and the mark
    (folder / "parts" / f"{markers[1].stem}.parquet").unlink()  # a mark without its rows
    (folder / "parts" / ".000002.parquet.x.part").write_bytes(b"half")
    (folder / "done" / ".000002.json.x.part").write_bytes(b"{")
    assert tag(archive, "--out", f"{out}/") == 0
    assert kit.contents(out) == kit.contents(tmp_path / "whole")


def test_a_kill_while_files_are_joined(
    kit: SimpleNamespace, tag: Tag, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from depeche.archive import workspace

    assert tag(archive, "--out", f"{tmp_path / 'whole'}/") == 0
    unlink, calls = Path.unlink, []

    def killed(path: Path, missing_ok: bool = False) -> None:
        unlink(path, missing_ok=missing_ok)
        calls.append(path)
        if len(calls) == 2:
            raise KeyboardInterrupt

    # The first target stands, two of its parts are removed, the others are still there.
    monkeypatch.setattr(workspace.Path, "unlink", killed)
    assert tag(archive, "--out", f"{tmp_path / 'tagged'}/") == 130
    monkeypatch.undo()
    assert len(kit.contents(tmp_path / "tagged")) == 1
    assert tag(archive, "--out", f"{tmp_path / 'tagged'}/") == 0
    assert kit.contents(tmp_path / "tagged") == kit.contents(tmp_path / "whole")


@pytest.mark.slow
def test_ray_gives_the_same_rows_when_a_worker_is_killed(
    kit: SimpleNamespace, tag: Tag, start: Start, archive: Path, tmp_path: Path
) -> None:
    """Two local workers; one is killed after the first part."""
    psutil = pytest.importorskip("psutil")
    pytest.importorskip("ray")
    # The bundled tagger: workers that import torch for a tiny one start far slower.
    options = (archive, "--part-rows", "2", "--checkpoint", "bundled:compact-tagger")
    rows = [{"id": f"f{i}", "text": " ".join(map(kit.text, range(i, i + 12)))} for i in range(20)]
    kit.write_parquet(archive / "e.parquet", rows)
    process = start(*options, "--out", f"{tmp_path / 'ray'}/", "--engine", "ray", "--workers", "2")
    folder = tmp_path / "ray" / "_depeche"

    def actors() -> list[psutil.Process]:
        below = psutil.Process(process.pid).children(recursive=True)
        return [child for child in below if "MapWorker" in child.name() + " ".join(child.cmdline())]

    wait_for(lambda: done(folder), process, 500)
    os.kill(actors()[0].pid, signal.SIGKILL)
    before = len(done(folder))
    said = process.communicate(timeout=500)[0]
    assert process.returncode == 0, said
    assert before < 42, "killed too late to tell anything"
    assert "Traceback" not in said and "sentences of 79 texts" in said
    assert tag(*options, "--out", f"{tmp_path / 'one'}/") == 0
    assert kit.contents(tmp_path / "ray") == kit.contents(tmp_path / "one")
