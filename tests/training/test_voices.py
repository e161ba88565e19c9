from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from depeche.config import VoicesConfig, load_voices_config
from depeche.corpus.voice_gold import GoldSentence
from depeche.encoding import EncodingSettings, SentenceEncoder
from depeche.errors import DepecheError
from depeche.evaluation.voice_command import run_voice_evaluation
from depeche.inference.voice_finder import VoiceFinder
from depeche.training.voice_data import VoiceDataset, swap_source
from depeche.training.voice_folds import cross_validate
from depeche.training.voices import train_voices
from depeche.voices.records import Attribution, Words
from depeche.voices.tags import TAGS

CONFIG = Path(__file__).parents[2] / "configs" / "voices" / "compact-voices.yaml"
PEOPLE = ("la préfecture", "un témoin", "le conseil", "la route", "un médecin", "le tribunal", "le pont")


@pytest.fixture(scope="module")
def gold_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gold") / "gold.jsonl"
    rows = []
    for number in range(42):
        who = PEOPLE[number % 7]
        kind = "anonymous" if who.startswith("un") else "institution"
        if number % 2:
            text, source = f"Selon {who}, {number} personnes ont voté.", [6, 6 + len(who)]
            cue = [0, 5]
        else:
            start = len(f"« {number} voix », a déclaré ")
            text, source = f"« {number} voix », a déclaré {who}.", [start, start + len(who)]
            cue = [start - 10, start - 1]
        rows.append({"article": f"x-{number // 2}", "text": text, "source": source, "cue": cue, "kind": kind})
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def tiny_voices(
    tmp_path: Path, gold_file: Path, tiny_encoders: dict[str, Path]
) -> Callable[..., VoicesConfig]:
    def build(*overrides: str, family: str = "camembert") -> VoicesConfig:
        return load_voices_config(
            CONFIG,
            [
                f"output_dir={tmp_path / 'run'}",
                f"model.name_or_path={tiny_encoders[family]}",
                f"data.train={gold_file}",
                f"data.test={gold_file}",
                "training.max_length=64",
                "training.learning_rate=0.005",
                "training.head_learning_rate=0.01",
                "training.epochs=15",
                "training.piece_dropout=0.0",
                "training.threads=1",
                "evaluation.bootstrap_samples=100",
                "evaluation.folds=2",
                *overrides,
            ],
        )

    return build


def test_a_run_learns_opens_without_torch_and_writes_its_card(
    tiny_voices: Callable[..., VoicesConfig], gold_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = train_voices(tiny_voices())
    found = VoiceFinder.from_pretrained(folder).find(["Selon le tribunal, 99 personnes ont voté."])
    assert found == [Attribution(Words(6, 17, "le tribunal"), Words(0, 5, "Selon"), "institution")]
    result = run_voice_evaluation(str(folder), samples=100)
    assert result["n"] == 42
    assert result["systems"]["model"]["source"]["f1"]["value"] > 0.9
    assert json.loads((folder / "metrics.json").read_text(encoding="utf-8")) == result
    card = (folder / "README.md").read_text(encoding="utf-8")
    value = result["systems"]["model"]["source"]["f1"]["value"]
    assert f"| this model | {value:.3f} [" in card
    assert "cc-by-4.0" in card
    assert "**Sentences and spans were produced" in card
    assert "source F1" in capsys.readouterr().out


def test_the_command_line_tags_with_it(
    tiny_voices: Callable[..., VoicesConfig], tiny_tagger_folder: Path, tmp_path: Path
) -> None:
    from depeche.cli import main

    folder = train_voices(tiny_voices())
    text = "Selon le tribunal, 99 personnes ont voté. " * 12
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    rows, page, counted = (tmp_path / name for name in ("a.jsonl", "a.html", "voices.jsonl"))
    options = [
        "--out",
        str(rows),
        "--html",
        str(page),
        "--voice-map",
        str(counted),
        "--voices-checkpoint",
        str(folder),
    ]
    assert main(["tag", str(tmp_path / "a.txt"), "--checkpoint", str(tiny_tagger_folder), *options]) == 0
    sentences = [json.loads(line) for line in rows.read_text(encoding="utf-8").splitlines()]
    attributed = [row for row in sentences if row["label"] == "attributed_claim"]
    assert [row["source_kind"] is not None for row in sentences] == [
        row["label"] == "attributed_claim" for row in sentences
    ]
    for row in attributed:
        assert text[row["source"]["start"] : row["source"]["end"]] == row["source"]["text"] == "le tribunal"
    (line,) = counted.read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["attributed"] == len(attributed)
    assert ("<caption>" in page.read_text(encoding="utf-8")) == bool(attributed)


def test_the_checkpoint_opens_in_a_plain_pipeline(tiny_voices: Callable[..., VoicesConfig]) -> None:
    from transformers import pipeline

    folder = train_voices(tiny_voices())
    tagger = pipeline("token-classification", model=str(folder), aggregation_strategy="simple")
    groups = tagger("Selon le tribunal, 99 personnes ont voté.")
    assert {group["entity_group"] for group in groups} == {"CUE", "SOURCE:institution"}


def test_the_same_seed_gives_the_same_model(tiny_voices: Callable[..., VoicesConfig]) -> None:
    from safetensors.numpy import load_file

    config = tiny_voices("training.epochs=1", "training.source_swap=0.5", "training.piece_dropout=0.2")
    first = load_file(train_voices(config) / "model.safetensors")
    second = load_file(train_voices(config) / "model.safetensors")
    assert all((first[name] == second[name]).all() for name in first)


@pytest.mark.parametrize("family", ["deberta", "modernbert"])
def test_other_families(tiny_voices: Callable[..., VoicesConfig], family: str) -> None:
    folder = train_voices(tiny_voices("training.epochs=1", family=family))
    assert len(VoiceFinder.from_pretrained(folder).find(["Selon lui, non."])) == 1


def test_onnx_only_leaves_out_the_torch_weights(tiny_voices: Callable[..., VoicesConfig]) -> None:
    folder = train_voices(tiny_voices("training.epochs=1", "onnx_only=true"))
    assert not list(folder.glob("*.safetensors"))
    assert len(VoiceFinder.from_pretrained(folder).find(["Selon lui, non."])) == 1


def test_cross_validation_scores_every_sentence_once(
    tiny_voices: Callable[..., VoicesConfig], capsys: pytest.CaptureFixture[str]
) -> None:
    result = cross_validate(tiny_voices("data.test=/nowhere"))
    assert sum(row["n"] for row in result["kinds"].values()) == 42
    assert result["cue"]["f1"]["value"] > 0.5
    assert "fold 2 of 2" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("override", "reason"),
    [
        ("model.name_or_path=/nowhere", "no such"),
        ("training.max_length=512", "is more than the 128 pieces"),
        ("data.train=/nowhere/gold.jsonl", "nowhere"),
    ],
)
def test_what_cannot_be_trained_is_said_in_a_line(
    tiny_voices: Callable[..., VoicesConfig], override: str, reason: str
) -> None:
    with pytest.raises(DepecheError, match=reason):
        train_voices(tiny_voices(override))


def test_more_folds_than_articles(
    tiny_voices: Callable[..., VoicesConfig], gold_file: Path, tmp_path: Path
) -> None:
    short = tmp_path / "short.jsonl"
    short.write_text("".join(gold_file.read_text(encoding="utf-8").splitlines(True)[:6]), encoding="utf-8")
    with pytest.raises(DepecheError, match="3 articles do not make 20 folds"):
        cross_validate(tiny_voices("evaluation.folds=20", f"data.train={short}"))


TEXT = "Selon la préfecture, il pleut, a dit la préfecture."
SAID = Attribution(Words(6, 19, "la préfecture"), Words(31, 36, "a dit"), "institution")


def test_a_swapped_source_moves_the_cue_behind_it() -> None:
    swapped = swap_source(GoldSentence("a", TEXT, SAID), "le maire")
    assert swapped.text == "Selon le maire, il pleut, a dit la préfecture."
    for words in (swapped.attribution.source, swapped.attribution.cue):
        assert words is not None
        assert swapped.text[words.start : words.end] == words.text


def test_a_source_inside_its_cue_is_not_swapped() -> None:
    inside = Attribution(Words(2, 4, "il"), Words(0, 8, "a-il dit"), "named")
    sentence = GoldSentence("a", "a-il dit", inside)
    assert swap_source(sentence, "le maire") is sentence


def test_swaps_keep_to_the_kind_and_are_drawn_anew(tokenizer) -> None:
    encoder = SentenceEncoder(
        type(tokenizer.backend_tokenizer).from_str(tokenizer.backend_tokenizer.to_str()),
        "<mask>",
        EncodingSettings(64, 0, 0, headline=False),
    )
    gold = [
        GoldSentence("a", f"Selon {who}, non.", Attribution(Words(6, 6 + len(who), who), None, kind))  # type: ignore[arg-type]
        for who, kind in (("la préfecture", "institution"), ("le conseil", "institution"), ("il", "named"))
    ]
    dataset = VoiceDataset(gold, encoder, source_swap=1.0, seed=3)
    read: list[set[tuple[int, ...]]] = [set(), set(), set()]
    for epoch in range(12):
        dataset.set_epoch(epoch)
        for index, inputs in enumerate(read):
            inputs.add(tuple(dataset[index]["input_ids"]))
        assert [TAGS[tag] for tag in dataset[2]["labels"] if tag > 0][0] == "B-SOURCE:named"
    assert [len(inputs) for inputs in read] == [2, 2, 1]  # the only pronoun has nothing to swap with
