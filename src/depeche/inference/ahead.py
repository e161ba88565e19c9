"""Work that is done in a second thread, a little ahead of where its results are used."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

_T = TypeVar("_T")

#: Characters that are handed over together: handing over costs as much as a short text.
CHARACTERS = 16_384
#: Such portions in the making at any time.
PORTIONS = 3


def ahead(prepare: Callable[[str], _T], texts: Iterable[str]) -> Iterator[_T]:
    """``map(prepare, texts)``, computed in one other thread.

    ``texts`` is read in the caller's thread, as what lies behind it (a database, say) may demand, and only a
    few portions ahead. An exception of ``prepare`` is raised where its result would come. The thread ends
    with the iterator, also when that is closed early.
    """
    waiting: deque[Future[tuple[list[_T], Exception | None]]] = deque()
    with ThreadPoolExecutor(1, "depeche-prepare") as worker:
        try:
            for portion in _portions(texts):
                waiting.append(worker.submit(_prepare_all, prepare, portion))
                if len(waiting) >= PORTIONS:
                    yield from _results(waiting.popleft())
            while waiting:
                yield from _results(waiting.popleft())
        finally:
            for future in waiting:
                future.cancel()


def _prepare_all(prepare: Callable[[str], _T], portion: Sequence[str]) -> tuple[list[_T], Exception | None]:
    done: list[_T] = []
    try:
        done.extend(map(prepare, portion))  # what is done before an error stays
    except Exception as error:
        return done, error
    return done, None


def _results(future: Future[tuple[list[_T], Exception | None]]) -> Iterator[_T]:
    done, error = future.result()
    yield from done
    if error is not None:
        raise error


def _portions(texts: Iterable[str]) -> Iterator[list[str]]:
    portion: list[str] = []
    size = 0
    for text in texts:
        portion.append(text)
        size += len(text) + 1
        if size >= CHARACTERS:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion
