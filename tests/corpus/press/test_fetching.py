from __future__ import annotations

import io
from http.client import IncompleteRead
from pathlib import Path

import pytest

from depeche.cli import main
from depeche.corpus.press import fetching
from depeche.corpus.press.fetching import fetch_press
from depeche.corpus.press.hydration import hydrate
from depeche.corpus.press.pointers import PressLabels
from depeche.errors import DepecheError


def test_what_is_fetched_is_what_was_labelled(press_labels: PressLabels, server: str, tmp_path: Path) -> None:
    said: list[str] = []
    results = fetch_press(press_labels, tmp_path / "press", base_url=server, announce=said.append)
    assert [(r.source.name, r.sentences, r.missing) for r in results] == [
        ("wiki", 4, []),
        ("site", 3, []),
        ("er", 2, []),
    ]
    assert all(any(f"licence of {name}" in line for line in said) for name in ("wiki", "site", "er"))
    joined = hydrate(press_labels, tmp_path / "press")
    assert (joined.missing, joined.changed) == ([], [])
    assert joined.articles[0].sentences[3].text == "Selon le maire (Roux), il est usé."


def test_a_second_fetch_asks_the_server_for_nothing(
    press_labels: PressLabels, server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch_press(press_labels, tmp_path, base_url=server)
    before = (tmp_path / "wiki.jsonl").read_bytes()

    def refuse(url: str) -> bytes:
        raise AssertionError(url)

    monkeypatch.setattr(fetching, "_download", refuse)
    fetch_press(press_labels, tmp_path, base_url=server)
    assert (tmp_path / "wiki.jsonl").read_bytes() == before


def test_a_text_that_changed_at_its_source_is_missing(
    label_folder: Path, repositories: Path, server: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (file,) = repositories.rglob("un pont.txt")
    file.write_text(file.read_text(encoding="utf-8").replace("usé", "neuf"), encoding="utf-8")
    status = main(
        ["data", "fetch-press", str(tmp_path / "p"), "--labels", str(label_folder), "--base-url", server]
    )
    assert status == 1
    assert "wiki: 3 sentences of 1 documents, 1 missing" in capsys.readouterr().out


def test_a_file_that_is_not_there_is_named(
    press_labels: PressLabels, repositories: Path, server: str, tmp_path: Path
) -> None:
    next(repositories.rglob("er.conllu")).unlink()
    with pytest.raises(DepecheError, match=r"er\.conllu: 404"):
        fetch_press(press_labels, tmp_path / "press", base_url=server)


def test_a_server_that_does_not_answer(
    press_labels: PressLabels, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "PAUSE_SECONDS", 0.0)
    with pytest.raises(DepecheError, match="no answer after 3 tries"):
        fetch_press(press_labels, tmp_path, base_url="http://127.0.0.1:9")


def test_a_page_that_is_no_article(
    press_labels: PressLabels, repositories: Path, server: str, tmp_path: Path
) -> None:
    next(repositories.rglob("s1.json")).write_text("<html>", encoding="utf-8")
    with pytest.raises(DepecheError, match="s1.json: not a news-please article: .*; delete it"):
        fetch_press(press_labels, tmp_path / "press", base_url=server)


def test_a_file_that_is_not_utf_8(
    press_labels: PressLabels, repositories: Path, server: str, tmp_path: Path
) -> None:
    next(repositories.rglob("un pont.txt")).write_bytes("Un pont fermé".encode("latin-1"))
    with pytest.raises(DepecheError, match=r"un pont\.txt: 'utf-8' codec"):
        fetch_press(press_labels, tmp_path / "press", base_url=server)


@pytest.mark.parametrize("address", ["localhost", "file:///etc", "ftp://host"])
def test_what_is_no_address_of_a_server(press_labels: PressLabels, tmp_path: Path, address: str) -> None:
    with pytest.raises(DepecheError, match="no address of a server"):
        fetch_press(press_labels, tmp_path, base_url=address)


def test_an_answer_that_breaks_off_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([IncompleteRead(b"Un po"), ConnectionResetError("reset"), b"Un pont ferme"])

    class Answer(io.BytesIO):
        def read(self, *_: object) -> bytes:
            answer = next(answers)
            if isinstance(answer, Exception):
                raise answer
            return answer

    monkeypatch.setattr(fetching, "PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(fetching.urllib.request, "urlopen", lambda *_, **__: Answer())
    assert fetching._download("http://host/file") == b"Un pont ferme"
