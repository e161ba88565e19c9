from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from depeche.inference import ahead as module
from depeche.inference.ahead import ahead


def no_thread_is_left() -> bool:
    return not [t for t in threading.enumerate() if t.name.startswith("depeche")]


@pytest.mark.parametrize("characters", [1, 9, 10_000])
def test_results_come_in_order_from_one_other_thread(
    characters: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CHARACTERS", characters)
    threads = set()

    def prepare(text: str) -> int:
        threads.add(threading.current_thread())
        return len(text)

    assert list(ahead(prepare, ("x" * n for n in range(50)))) == list(range(50))
    assert len(threads) == 1 and threading.current_thread() not in threads
    assert no_thread_is_left()


def test_texts_are_read_in_the_callers_thread_and_a_little_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CHARACTERS", 4)
    taken: list[str] = []

    def endless() -> Iterator[str]:
        while True:
            assert threading.current_thread() is threading.main_thread()
            taken.append("x")
            yield "abc"

    results = ahead(len, endless())
    assert [next(results) for _ in range(5)] == [3] * 5
    assert len(taken) <= 5 + module.PORTIONS
    results.close()
    assert no_thread_is_left()


@pytest.mark.parametrize("characters", [1, 10_000])
def test_what_was_done_before_an_error_comes_first(characters: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CHARACTERS", characters)
    seen = []
    with pytest.raises(ValueError, match="invalid literal"):
        seen.extend(ahead(int, ["1", "2", "drei", "4"]))
    for value in ahead(int, ["1", "2"]):
        seen.append(value)
    assert seen[-2:] == [1, 2]
    partly = []
    with pytest.raises(ValueError):
        for value in ahead(int, ["1", "2", "drei", "4"]):
            partly.append(value)
    assert partly == [1, 2] and no_thread_is_left()
