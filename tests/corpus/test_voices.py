"""The gold spans of data/voices."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from depeche.corpus.loading import load_corpus
from depeche.corpus.voice_gold import read_voice_gold

ROOT = Path(__file__).parents[2]
KINDS = {"named", "institution", "document", "anonymous", "hearsay", "context"}


@pytest.mark.parametrize(("split", "least"), [("train", 800), ("test", 200)])
def test_spans_lie_in_the_attributed_sentences_of_their_split(split: str, least: int) -> None:
    articles = {a.id: a for a in load_corpus([ROOT / "data" / "authored"])}
    lines = (ROOT / "data" / "voices" / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) >= least
    for row in map(json.loads, lines):
        article = articles[row["article"]]
        sentence = article.sentences[row["sentence"]]
        assert (article.split, sentence.label) == (split, "attributed_claim")
        assert sentence.text == row["text"]
        assert row["kind"] in KINDS
        for span in (row["source"], row["cue"]):
            if span is not None:
                words = row["text"][span[0] : span[1]]
                assert words and words == words.strip()
        assert (row["kind"] == "context") == (row["source"] is None and row["cue"] is None)


@pytest.mark.parametrize("split", ["train", "test"])
def test_the_reader_takes_them_all(split: str) -> None:
    path = ROOT / "data" / "voices" / f"{split}.jsonl"
    assert len(read_voice_gold(path)) == len(path.read_text(encoding="utf-8").splitlines())
