"""A small set of pointing labels, the files that they point into, and a server that serves them."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from depeche.corpus.press.pointers import PressLabels, read_press_labels, sentence_sha1

COMMIT = "0" * 40
WIKI = "Un pont ferme\n\n3 mai 2016 . – Le pont a fermé . Selon le maire ( Roux ) , il est usé.\n"
SITE = {"title": "Le pont de la honte", "maintext": "Le pont a fermé. Voilà où mène l'incurie."}
CONLLU = (
    "# sent_id = er_1\n# text = Le pont rouvrira.\n1\tLe\tle\n\n# sent_id = er_2\n# text = Photo Dupont\n"
)
SOURCES = {"wiki": ("lines", False), "site": ("news-please", False), "er": ("conllu", True)}
DOCUMENTS = """source,doc_id,path,date,split
wiki,w1,2016/un pont.txt,2016-05-03,train
site,s1,pages/s1.json,2023-01-02,test
er,stream,er.conllu,,train
"""
SENTENCES = (
    ("wiki", "w1", "L0S0", 0, 13, "Un pont ferme", "headline", "factual_report", ""),
    ("wiki", "w1", "L2S0", 0, 12, "3 mai 2016.", "boilerplate", "", ""),
    ("wiki", "w1", "L2S1", 13, 32, "Le pont a fermé.", "body", "factual_report", ""),
    ("wiki", "w1", "L2S2", 33, 70, "Selon le maire (Roux), il est usé.", "body", "attributed_claim", "10"),
    ("site", "s1", "title", "", "", "Le pont de la honte", "headline", "editorial_commentary", "20"),
    ("site", "s1", "c0-16", 0, 16, "Le pont a fermé.", "body", "factual_report", ""),
    ("site", "s1", "c17-41", 17, 41, "Voilà où mène l'incurie.", "body", "editorial_commentary", ""),
    ("er", "stream", "er_1", "", "", "Le pont rouvrira.", "body", "factual_report", "12"),
    ("er", "stream", "er_2", "", "", "Photo Dupont", "boilerplate", "", ""),
)


@pytest.fixture
def label_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "labels"
    folder.mkdir()
    entries = {
        name: {
            "title": name,
            "repo": f"owner/{name}",
            "commit": COMMIT,
            "licence": f"licence of {name}",
            "layout": layout,
            "may_train": True,
            "stream": stream,
        }
        for name, (layout, stream) in SOURCES.items()
    }
    (folder / "sources.json").write_text(json.dumps(entries), encoding="utf-8")
    (folder / "documents.csv").write_text(DOCUMENTS, encoding="utf-8")
    lines = ["source,doc_id,sent_id,start,end,sha1,kind,label,secondary,rule"]
    for source, document, sentence, start, end, text, kind, label, rule in SENTENCES:
        lines.append(
            f"{source},{document},{sentence},{start},{end},{sentence_sha1(text)},{kind},{label},,{rule}"
        )
    (folder / "labels.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.fixture
def press_labels(label_folder: Path) -> PressLabels:
    return read_press_labels(label_folder)


class _Handler(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Tests are quiet."""


@pytest.fixture
def repositories(tmp_path: Path) -> Path:
    """What the server serves: ``/owner/name/commit/path``."""
    root = tmp_path / "served"
    for name, path, content in (
        ("wiki", "2016/un pont.txt", WIKI),
        ("site", "pages/s1.json", json.dumps(SITE)),
        ("er", "er.conllu", CONLLU),
    ):
        file = root / "owner" / name / COMMIT / path
        file.parent.mkdir(parents=True)
        file.write_text(content, encoding="utf-8")
    return root


@pytest.fixture
def server(repositories: Path) -> Iterator[str]:
    """Address of a server on loopback."""
    handler = partial(_Handler, directory=str(repositories))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as http:
        thread = threading.Thread(target=http.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{http.server_port}"
        http.shutdown()
        thread.join()
