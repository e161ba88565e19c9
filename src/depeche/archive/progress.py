"""How far a run is: a bar on a terminal, a line a minute elsewhere; rate and time left."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

#: Seconds between two lines where there is no terminal.
_EVERY = 60.0


#: Is told the rows of input and sentences of output that were done since it was told last.
Progress = Callable[[int, int], None]


@contextmanager
def shown_progress(rows: int, done: int) -> Iterator[Progress]:
    """Show on standard error how many of ``rows`` are done, ``done`` of them in an earlier session."""
    if not sys.stderr.isatty():
        yield _Lines(rows, done)
        return
    from rich import progress as bars
    from rich.console import Console

    columns = (
        bars.BarColumn(),
        bars.TaskProgressColumn(),
        bars.TextColumn("{task.completed:,.0f}/{task.total:,.0f} rows"),
        bars.TextColumn("{task.fields[rate]} sentences/s, left"),
        bars.TimeRemainingColumn(),
    )
    with bars.Progress(*columns, console=Console(stderr=True), speed_estimate_period=120) as bar:
        task = bar.add_task("", total=rows, completed=done, rate="…")
        began, sentences = time.monotonic(), 0

        def advance(more: int, more_sentences: int) -> None:
            nonlocal sentences
            sentences += more_sentences
            rate = sentences / max(time.monotonic() - began, 1e-9)
            bar.update(task, advance=more, rate=f"{rate:,.0f}")

        yield advance


class _Lines:
    def __init__(self, rows: int, done: int) -> None:
        self._rows, self._before, self._done = rows, done, done
        self._sentences = 0
        self._began = self._told = time.monotonic()

    def __call__(self, rows: int, sentences: int) -> None:
        self._done += rows
        self._sentences += sentences
        now = time.monotonic()
        if now - self._told < _EVERY:
            return
        self._told, spent = now, now - self._began
        left = spent * (self._rows - self._done) / max(self._done - self._before, 1)
        print(
            f"depeche: {self._done:,} of {self._rows:,} rows ({self._done / max(self._rows, 1):.0%}), "
            f"{self._sentences / spent:,.0f} sentences/s, {clock(left)} left",
            file=sys.stderr,
            flush=True,
        )


def clock(seconds: float) -> str:
    """A duration as ``h:mm:ss``."""
    whole = round(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"
