from __future__ import annotations

import itertools
import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from depeche.errors import DepecheError
from depeche.inference.tagger import Tagger
from depeche.labels import LABELS

ARTICLE = """\
Le pont rouvre, les riverains respirent

Par Jeanne Delmas

Le pont a été rouvert mardi à 11 heures. « Nous avons tenu », a déclaré le maire. « Il le fallait. »

Qui peut encore y croire ? Selon la préfecture, 4 000 personnes sont rentrées.
"""


@pytest.fixture(scope="module")
def tagger(tiny_tagger_folder: Path) -> Tagger:
    return Tagger.from_pretrained(tiny_tagger_folder, threads=1)


def test_sentences_tile_the_text(tagger: Tagger) -> None:
    sentences = tagger.tag(ARTICLE)
    assert all(ARTICLE[s.start : s.end] == s.text for s in sentences)
    covered = "".join(s.text for s in sentences)
    assert "".join(covered.split()) == "".join(ARTICLE.split())
    for sentence in sentences:
        if sentence.kind == "boilerplate":
            assert sentence.label is None and sentence.scores is None and sentence.score is None
        else:
            assert sentence.label in LABELS
            assert tuple(sentence.scores) == LABELS
            assert sum(sentence.scores.values()) == pytest.approx(1)
            assert sentence.score == max(sentence.scores.values())
    assert sentences[0].kind == "headline"
    assert "boilerplate" in {s.kind for s in sentences}


def test_abstaining_takes_the_label_and_leaves_the_scores(tiny_tagger_folder: Path, tagger: Tagger) -> None:
    careful = Tagger.from_pretrained(tiny_tagger_folder, threads=1, abstain=1.0)
    for doubtful, plain in zip(careful.tag(ARTICLE), tagger.tag(ARTICLE), strict=True):
        assert doubtful.label is None
        assert doubtful.abstained == (plain.kind != "boilerplate")
        assert (doubtful.scores, doubtful.score) == (plain.scores, plain.score)
        assert not plain.abstained
    with pytest.raises(ValueError, match="abstain is 80"):
        Tagger.from_pretrained(tiny_tagger_folder, abstain=80)


@pytest.mark.parametrize("text", ["", "   \n\u00a0 \n"])
def test_nothing_in_nothing_out(tagger: Tagger, text: str) -> None:
    assert tagger.tag(text) == []


@pytest.fixture
def small_window(tagger: Tagger) -> Iterator[Tagger]:
    """The tagger with several windows a test."""
    tagger.window, kept = 4, tagger.window
    yield tagger
    tagger.window = kept


def test_many_texts_give_what_each_gives_alone(small_window: Tagger) -> None:
    tagger = small_window
    texts = [ARTICLE, "", "Une seule phrase.", ARTICLE.upper(), "Fin. Vraiment ?"] * 3
    alone = [tagger.tag(text) for text in texts]
    together = list(tagger.tag_many(texts))
    assert [[(s.start, s.label) for s in found] for found in together] == [
        [(s.start, s.label) for s in found] for found in alone
    ]
    for found, expected in zip(itertools.chain(*together), itertools.chain(*alone), strict=True):
        if found.score is not None:
            assert found.score == pytest.approx(expected.score, abs=1e-5)


def test_tag_many_is_lazy_and_leaves_no_thread(small_window: Tagger) -> None:
    endless = small_window.tag_many(f"Phrase numéro {i}. Une autre." for i in itertools.count())
    assert len(list(itertools.islice(endless, 20))) == 20
    endless.close()
    assert not [t for t in threading.enumerate() if t.name.startswith("depeche")]


def test_texts_that_come_again_do_not_pile_up(small_window: Tagger) -> None:
    taken = 0

    def same() -> Iterator[str]:
        nonlocal taken
        for _ in range(100_000):
            taken += 1
            yield "La même phrase."

    assert next(small_window.tag_many(same()))[0].text == "La même phrase."
    assert taken < 10_000


def test_an_error_of_the_texts_comes_through(small_window: Tagger) -> None:
    def broken() -> Iterator[str]:
        yield from [ARTICLE] * 3
        raise DepecheError("line 4 is broken")

    with pytest.raises(DepecheError, match="line 4"):
        list(small_window.tag_many(broken()))
    with pytest.raises((TypeError, AttributeError)):
        list(small_window.tag_many(["Une phrase.", 3]))  # type: ignore[list-item]
    assert not [t for t in threading.enumerate() if t.name.startswith("depeche")]


def test_context_counts_for_articles_and_not_for_isolated_sentences(tagger: Tagger) -> None:
    sentences = ["Le pont a rouvert.", "Il le fallait.", "Qui peut y croire ?"]
    in_article = tagger.tag_sentences(sentences, title="Un titre")
    isolated = tagger.classify(sentences)
    assert [p.scores for p in in_article] != [p.scores for p in isolated]
    for sentence, prediction in zip(sentences, isolated, strict=True):
        assert prediction.scores == pytest.approx(tagger.classify([sentence])[0].scores, abs=1e-5)
    assert tagger.tag_sentences([]) == [] and tagger.classify([]) == []


def test_articles_together_give_what_each_gives_alone(tagger: Tagger) -> None:
    articles = [
        (["Le pont est fermé.", "Selon le maire, il tient."], "Un titre"),
        ([], None),
        (["Non."], None),
    ]
    together = tagger.tag_articles(articles)
    assert [len(answers) for answers in together] == [2, 0, 1]
    for (sentences, title), answers in zip(articles, together, strict=True):
        for one, other in zip(tagger.tag_sentences(sentences, title), answers, strict=True):
            assert list(one.scores.values()) == pytest.approx(list(other.scores.values()), abs=1e-5)


def test_temperature_flattens_the_probabilities(tiny_tagger_folder: Path, tmp_path: Path) -> None:
    hot = tmp_path / "hot"
    shutil.copytree(tiny_tagger_folder, hot)
    record = json.loads((hot / "depeche.json").read_text())
    (hot / "depeche.json").write_text(json.dumps({**record, "temperature": 8.0}))
    mild = Tagger.from_pretrained(tiny_tagger_folder).classify(["Une phrase."])[0]
    flat = Tagger.from_pretrained(hot).classify(["Une phrase."])[0]
    assert flat.label == mild.label and flat.score < mild.score


@pytest.mark.parametrize("name", ["tag_sentences", "classify", "tag_many"])
def test_a_text_where_a_list_belongs_names_tag(tagger: Tagger, name: str) -> None:
    with pytest.raises(TypeError, match="tag"):
        getattr(tagger, name)("Une phrase. Une autre.")


def test_a_list_where_a_text_belongs_names_tag_many(tagger: Tagger) -> None:
    with pytest.raises(TypeError, match="tag_many"):
        tagger.tag(["Une phrase."])


def test_a_sentence_too_long_is_flagged_not_dropped(tagger: Tagger) -> None:
    sentences = tagger.tag("Début. Un " + "mot " * 3000 + "fin.")
    assert [s.truncated for s in sentences] == [False, True]


class TestBadCheckpoints:
    @pytest.fixture
    def folder(self, tiny_tagger_folder: Path, tmp_path: Path) -> Path:
        return Path(shutil.copytree(tiny_tagger_folder, tmp_path / "bad"))

    def refuse(self, folder: Path | str, says: str) -> None:
        with pytest.raises(DepecheError) as caught:
            Tagger.from_pretrained(folder)
        assert says in str(caught.value)
        assert len(str(caught.value).splitlines()) <= 2

    def test_empty(self, tmp_path: Path) -> None:
        self.refuse(tmp_path, "the folder is empty")

    def test_missing(self, tmp_path: Path) -> None:
        self.refuse(tmp_path / "nothing", "no such checkpoint folder")

    def test_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "x").write_text("x")
        self.refuse(tmp_path / "x", "found a file")

    def test_truncated_weights(self, folder: Path) -> None:
        weights = folder / "model.safetensors"
        weights.write_bytes(weights.read_bytes()[:5000])
        self.refuse(folder, "the weights cannot be opened")

    def test_truncated_onnx(self, folder: Path) -> None:
        (folder / "model.onnx").write_bytes(b"\x08\x07nothing")
        self.refuse(folder, "model.onnx: broken or truncated")

    def test_truncated_config(self, folder: Path) -> None:
        (folder / "config.json").write_text('{"id2label"')
        self.refuse(folder, "config.json: broken or truncated")

    def test_broken_record(self, folder: Path) -> None:
        (folder / "depeche.json").write_text('{"encoding": {"width": 3}}')
        self.refuse(folder, "depeche.json")

    def test_other_labels(self, folder: Path) -> None:
        config = json.loads((folder / "config.json").read_text())
        config["id2label"] = {"0": "POSITIVE", "1": "NEGATIVE", "2": "NEUTRAL"}
        (folder / "config.json").write_text(json.dumps(config))
        self.refuse(folder, "its labels are POSITIVE, NEGATIVE, NEUTRAL")

    def test_pickled(self, folder: Path) -> None:
        (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
        self.refuse(folder, "pickled")

    def test_no_weights(self, folder: Path) -> None:
        (folder / "model.safetensors").unlink()
        self.refuse(folder, "no weights")

    def test_no_tokenizer(self, folder: Path) -> None:
        (folder / "tokenizer.json").unlink()
        self.refuse(folder, "no tokenizer.json")

    def test_an_encoder_without_head(self, tiny_encoders: dict[str, Path], tmp_path: Path) -> None:
        folder = Path(shutil.copytree(tiny_encoders["camembert"], tmp_path / "encoder"))
        self.refuse(folder, "its labels are")
        config = json.loads((folder / "config.json").read_text())
        config["id2label"] = dict(enumerate(LABELS))
        (folder / "config.json").write_text(json.dumps(config))
        self.refuse(folder, "not a fine-tuned classifier")

    def test_unknown_bundled(self) -> None:
        self.refuse("bundled:nothing", "no bundled model 'nothing'")

    def test_unknown_backend(self, folder: Path) -> None:
        with pytest.raises(DepecheError, match="unknown backend"):
            Tagger.from_pretrained(folder, backend="tensorflow")
        with pytest.raises(DepecheError, match="depeche export"):
            Tagger.from_pretrained(folder, backend="onnx")

    def test_a_hub_id_that_cannot_be_fetched(self) -> None:
        self.refuse("nobody/nothing", "could not be fetched from the Hub")


def test_a_checkpoint_of_the_task_without_our_record_is_read_alone(
    tiny_tagger_folder: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(tiny_tagger_folder, tmp_path / "plain"))
    (folder / "depeche.json").unlink()
    tagger = Tagger.from_pretrained(folder)
    assert not tagger.checkpoint.encoding.uses_context and tagger.checkpoint.temperature == 1.0
    assert tagger.tag("Une phrase.")[0].label in LABELS
