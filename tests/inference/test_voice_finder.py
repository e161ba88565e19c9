"""The finder, its rows, its voice map and its part of the report, with a backend that looks words up."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path

import numpy as np
import pytest

from depeche.encoding import EncodingSettings, SentenceEncoder
from depeche.errors import DepecheError
from depeche.inference.output import CsvWriter, JsonlWriter, TableWriter
from depeche.inference.records import TaggedSentence
from depeche.inference.report import ReportDocument, render_report
from depeche.inference.voice_finder import VoiceFinder
from depeche.inference.voice_output import VoiceOptions
from depeche.labels import LABELS
from depeche.voices.tags import TAG_IDS, TAGS

F, A, _ = LABELS
TEXT = (
    "Selon la préfecture, rien. Le pont a rouvert. Un médecin a déclaré ceci. "
    "L'attaque aurait fait dix morts."
)
TAGGED = {
    "Selon": "B-CUE",
    "la préfecture": "SOURCE:institution",
    "Un médecin": "SOURCE:anonymous",
    "aurait fait": "B-CUE",
}


class Lookup:
    """Gives the pieces of the words of ``TAGGED`` their tags, whatever stands around them."""

    name = "lookup"

    def __init__(self, encoder: SentenceEncoder) -> None:
        self.batches: list[int] = []
        self._tags: dict[tuple[int, ...], str] = {}
        for words, tag in TAGGED.items():
            for text in (words, f"x {words}"):
                ids = encoder.encode_isolated([text])[0].ids[1:-1]
                self._tags[
                    ids[len(encoder.encode_isolated(["x"])[0].ids) - 2 :] if text != words else ids
                ] = tag

    def logits(self, ids: np.ndarray, mask: np.ndarray) -> np.ndarray:
        self.batches.append(len(ids))
        scores = np.zeros((*ids.shape, len(TAGS)), dtype=np.float32)
        scores[..., 0] = 5
        for row, numbers in enumerate(ids.tolist()):
            for pieces, tag in self._tags.items():
                for start in range(len(numbers) - len(pieces) + 1):
                    if tuple(numbers[start : start + len(pieces)]) == pieces:
                        self._mark(scores[row], start, len(pieces), tag)
        return scores

    def _mark(self, scores: np.ndarray, start: int, length: int, tag: str) -> None:
        name = tag.removeprefix("B-")
        for place in range(start, start + length):
            scores[place, TAG_IDS[f"{'B' if place == start else 'I'}-{name}"]] = 20


@pytest.fixture
def finder(tokenizer) -> VoiceFinder:
    backend = type(tokenizer.backend_tokenizer).from_str(tokenizer.backend_tokenizer.to_str())
    encoder = SentenceEncoder(backend, "<mask>", EncodingSettings(64, 0, 0, headline=False))
    return VoiceFinder(encoder, Lookup(encoder), pad_id=1)


def tagged() -> list[TaggedSentence]:
    sentences, start = [], 0
    for part, label in zip(TEXT.split(". "), (A, F, A, A), strict=True):
        text = part if part.endswith(".") else part + "."
        scores = {name: 0.8 if name == label else 0.1 for name in LABELS}
        sentences.append(
            TaggedSentence(text, start, start + len(text), "body", label, scores, truncated=False)  # type: ignore[arg-type]
        )
        start += len(text) + 1
    return sentences


def test_attributed_sentences_get_offsets_into_the_article(finder: VoiceFinder) -> None:
    first, fact, third, rumour = finder.attribute(tagged())
    assert fact.attribution is None
    for sentence, source, cue, kind in (
        (first, "la préfecture", "Selon", "institution"),
        (third, "Un médecin", None, "anonymous"),
        (rumour, None, "aurait fait", "hearsay"),
    ):
        found = sentence.attribution
        assert found is not None
        assert (found.source and found.source.text, found.cue and found.cue.text, found.kind) == (
            source,
            cue,
            kind,
        )
        for words in filter(None, (found.source, found.cue)):
            assert TEXT[words.start : words.end] == words.text
    assert [s.attribution and s.attribution.voice for s in (first, third, rumour)] == [
        "la préfecture",
        "un médecin",
        None,
    ]


def test_no_sentence_no_work(finder: VoiceFinder) -> None:
    assert finder.find([]) == []
    assert finder.attribute([]) == []
    assert finder.backend.batches == []  # type: ignore[attr-defined]
    with pytest.raises(TypeError, match="list of sentences"):
        finder.find("Selon lui, non.")


def test_a_sentence_that_is_cut_is_read_as_far_as_it_goes(finder: VoiceFinder) -> None:
    long = "Selon la préfecture, " + "rien ne presse " * 200
    (found,) = finder.find([long])
    assert found.source is not None
    assert found.source.text == "la préfecture"


def test_jsonl_and_csv_rows(finder: VoiceFinder) -> None:
    sentences = finder.attribute(tagged())
    out = StringIO()
    JsonlWriter(out).write("a.txt", sentences)
    first, fact, _, rumour = map(json.loads, out.getvalue().splitlines())
    assert first["source"] == {"start": 6, "end": 19, "text": "la préfecture"}
    assert (first["cue"]["text"], first["source_kind"], first["voice"]) == (
        "Selon",
        "institution",
        "la préfecture",
    )
    assert [fact[key] for key in ("source", "cue", "source_kind", "voice")] == [None] * 4
    assert (rumour["source"], rumour["source_kind"], rumour["voice"]) == (None, "hearsay", None)
    table = StringIO(newline="")
    CsvWriter(table).write("a.txt", sentences)
    rows = list(csv.DictReader(StringIO(table.getvalue())))
    assert rows[0]["source"] == "la préfecture"
    assert TEXT[int(rows[0]["cue_start"]) : int(rows[0]["cue_end"])] == "Selon"
    assert rows[1]["source"] == rows[1]["cue_start"] == rows[1]["voice"] == ""


def test_the_table_names_the_voices(finder: VoiceFinder) -> None:
    out = StringIO()
    TableWriter(out).write("a.txt", finder.attribute(tagged()))
    assert "voix : la préfecture 1 · un médecin 1 · sans source nommée 1" in out.getvalue()
    plain = StringIO()
    TableWriter(plain).write("a.txt", tagged())
    assert "voix" not in plain.getvalue()


def test_voice_maps_are_written_one_line_a_document(
    finder: VoiceFinder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(VoiceFinder, "from_pretrained", lambda *_, **__: finder)
    path = tmp_path / "voices.jsonl"
    with VoiceOptions(path=path).open() as attribute:
        attribute("a.txt", tagged())
        attribute("b.txt", tagged()[1:2])
        assert not path.exists()
    first, second = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    assert (first["document"], first["attributed"], first["unnamed"], first["unresolved"]) == (
        "a.txt",
        3,
        1,
        0,
    )
    assert first["voices"][0] == {
        "name": "la préfecture",
        "kind": "institution",
        "sentences": 1,
        "share": 0.3333,
        "forms": ["la préfecture"],
    }
    assert second == {"document": "b.txt", "attributed": 0, "voices": [], "unresolved": 0, "unnamed": 0}


def test_an_error_leaves_no_half_voice_map(
    finder: VoiceFinder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(VoiceFinder, "from_pretrained", lambda *_, **__: finder)
    with pytest.raises(DepecheError), VoiceOptions(path=tmp_path / "v.jsonl").open() as attribute:
        attribute("a.txt", tagged())
        raise DepecheError("b.txt: empty")
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_opened_where_nothing_is_asked() -> None:
    with VoiceOptions(checkpoint="/nowhere").open() as attribute:
        assert attribute("a.txt", tagged()) == tagged()


def test_the_report_shows_the_voice_map_and_the_source_of_each_sentence(finder: VoiceFinder) -> None:
    page = render_report([ReportDocument("a.txt", TEXT, finder.attribute(tagged()), "tiny")])
    for shown in (
        "<caption>Voix : qui répond des 3 phrases attribuées</caption>",
        '<th scope="row"><bdi>la préfecture</bdi></th><td>institution</td>',
        '<th scope="row">sans source nommée</th>',
        "Source&nbsp;: «&nbsp;la préfecture&nbsp;», institution&nbsp;; marque&nbsp;: «&nbsp;Selon&nbsp;».",
        "Sans source nommée, ouï-dire&nbsp;; marque&nbsp;: «&nbsp;aurait fait&nbsp;».",
    ):
        assert shown in page
    assert "<caption>" not in render_report([ReportDocument("a.txt", TEXT, tagged(), "tiny")])


def test_a_name_cannot_smuggle_markup_into_the_report(finder: VoiceFinder) -> None:
    from dataclasses import replace

    from depeche.voices.records import Attribution, Words

    text = "Selon <script>alert(1)</script>, non."
    found = Attribution(Words.cut(text, (6, 31)), None, "named", "<script>alert(1)</script>")
    sentence = replace(tagged()[0], text=text, start=0, end=len(text), attribution=found)
    page = render_report([ReportDocument("a.txt", text, [sentence], "tiny")])
    assert "<script" not in page
    assert page.count("&lt;script&gt;alert(1)") >= 3


def test_a_tagger_is_no_finder(tiny_tagger_folder: Path) -> None:
    with pytest.raises(DepecheError, match="depeche voices train"):
        VoiceFinder.from_pretrained(tiny_tagger_folder)
