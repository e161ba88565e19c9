from __future__ import annotations

import pytest

from depeche.archive import progress
from depeche.archive.progress import clock, shown_progress


def test_without_a_terminal_a_line_a_minute(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    with shown_progress(10_000, 2_000) as advance:
        for _ in range(4):
            now[0] += 25
            advance(500, 5_000)
    # 1,500 rows in 75 s; what an earlier session did counts as done, not for the rate.
    assert capsys.readouterr().err == "depeche: 3,500 of 10,000 rows (35%), 200 sentences/s, 0:05:25 left\n"


def test_durations() -> None:
    assert [clock(0.4), clock(61), clock(100 * 3600)] == ["0:00:00", "0:01:01", "100:00:00"]
