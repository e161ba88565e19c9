from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest
from pydantic import ValidationError

from depeche.config import FinetuneConfig, load_finetune_config
from depeche.errors import DepecheError


@pytest.fixture(autouse=True)
def _in_tmp_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(name: str, text: str) -> str:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(text), encoding="utf-8")
    return name


def errors(path: str, *overrides: str) -> list[str]:
    with pytest.raises(DepecheError) as caught:
        load_finetune_config(path, overrides)
    return str(caught.value).splitlines()


def test_all_planted_errors_are_reported_at_once() -> None:
    path = write(
        "bad.yaml",
        """\
        name: ../bad
        seed: -1
        output_dir: runs/{nom}
        learning_rate: 2e-5
        traning:
          epochs: 3
        model:
          name_or_path: 3
          dropout: 0.95
          freeze_embeddings: yes
        data:
          paths: []
          max_train_sentences: 2.0
        encoding:
          max_length: "128"
          before: true
          after: [1]
          headline:
          context_dropout: .nan
        training:
          epochs: 0
          learning_rat: 1e-4
          quite_another: 1
          batch_size: 32
          weight_decay: heavy
          scheduler: lineal
          max_steps: 1.5
          batch_size: 16
          head_learning_rate: {peak: 1e-3}
        calibration: true
        evaluation:
          bootstrap_samples: 0
        """,
    )
    assert errors(path, "training.precision=bf15", "training.epoch=2", "training.warmup", "seed=[1") == [
        "bad.yaml:1: name: found '../bad', expected a name of letters, digits, blanks and any of . _ ( ) + -",
        "bad.yaml:2: seed: found -1, expected greater than or equal to 0",
        "bad.yaml:3: output_dir: found 'runs/{nom}', expected no other placeholder than {name}",
        "bad.yaml:4: learning_rate: unknown key; did you mean 'training.learning_rate'?",
        "bad.yaml:5: traning: unknown key; did you mean 'training'?",
        "bad.yaml:8: model.name_or_path: found 3, expected text",
        "bad.yaml:9: model.dropout: found 0.95, expected less than or equal to 0.9 or null",
        "bad.yaml:10: model.freeze_embeddings: found 'yes', expected true or false",
        "bad.yaml:12: data.paths: found an empty list, expected a list that is not empty",
        "bad.yaml:13: data.max_train_sentences: found 2.0, expected an integer or null",
        "bad.yaml:15: encoding.max_length: found '128', expected an integer",
        "bad.yaml:16: encoding.before: found true, expected an integer",
        "bad.yaml:17: encoding.after: found a list, expected an integer",
        "bad.yaml:18: encoding.headline: found null, expected true or false",
        "bad.yaml:19: encoding.context_dropout: found NaN, expected a finite number",
        "bad.yaml:21: training.epochs: found 0, expected greater than 0",
        "bad.yaml:22: training.learning_rat: unknown key; did you mean 'learning_rate'?",
        "bad.yaml:23: training.quite_another: unknown key; known keys: "
        + ", ".join(FinetuneConfig.model_fields["training"].annotation.model_fields),
        "bad.yaml:25: training.weight_decay: found 'heavy', expected a number",
        "bad.yaml:26: training.scheduler: found 'lineal', "
        "expected 'linear', 'cosine' or 'constant_with_warmup'; did you mean 'linear'?",
        "bad.yaml:27: training.max_steps: found 1.5, expected an integer or null",
        "bad.yaml:28: training.batch_size: given twice (first in line 24); keep one",
        "bad.yaml:29: training.head_learning_rate: found a section, expected a number or null",
        "bad.yaml:30: calibration: found true, expected a section of 'key: value' lines",
        "bad.yaml:32: evaluation.bootstrap_samples: found 0, expected greater than or equal to 1",
        "override 'seed=[1': not valid YAML: while parsing a flow sequence expected ',' or ']', "
        "but got '<stream end>'",
        "override 'training.epoch=2': training.epoch: unknown key; did you mean 'epochs'?",
        "override 'training.precision=bf15': training.precision: found 'bf15', "
        "expected 'auto', 'fp32' or 'bf16'; did you mean 'bf16'?",
        "override 'training.warmup': expected dotted.key=value",
    ]


def test_a_twice_given_key_is_an_error_on_its_own() -> None:
    path = write("a.yaml", "training:\n  epochs: 1\n  epochs: 2\n")
    assert errors(path) == ["a.yaml:3: training.epochs: given twice (first in line 2); keep one"]


@pytest.mark.parametrize(
    ("override", "section", "key", "value"),
    [
        ("training.learning_rate=2e-5", "training", "learning_rate", 2e-5),
        ("training.epochs=3", "training", "epochs", 3.0),
        ("training.max_steps=null", "training", "max_steps", None),
        ("model.name_or_path=foo", "model", "name_or_path", "foo"),
        ("model.name_or_path = bundled:other", "model", "name_or_path", "bundled:other"),
        ("model.revision='3'", "model", "revision", "3"),
        ("model.freeze_embeddings=true", "model", "freeze_embeddings", True),
        ("data.paths=[a, b=c]", "data", "paths", ["a", "b=c"]),
        ("data={test_split: dev}", "data", "test_split", "dev"),
    ],
)
def test_overrides_are_typed(override: str, section: str, key: str, value: object) -> None:
    config = load_finetune_config(write("a.yaml", "data:\n  train_split: mine\n"), [override])
    found = getattr(getattr(config, section), key)
    assert found == value
    assert type(found) is type(value)
    assert config.data.train_split == "mine"


def test_the_last_override_wins() -> None:
    config = load_finetune_config(write("a.yaml", "seed: 1\n"), ["seed=2", "seed=3"])
    assert config.seed == 3


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("seed", "expected dotted.key=value"),
        ("=3", "expected dotted.key=value"),
        ("training..epochs=3", "expected dotted.key=value"),
        ("seed.x=1", "seed: found a section, expected an integer"),
        ("training=3", "training: found 3, expected a section of 'key: value' lines"),
        ("data={paths: [a], paths: [b]}", "data.paths: given twice; keep one"),
        ("name_or_path=x", "name_or_path: unknown key; did you mean 'model.name_or_path'?"),
        ("extends=b", f"extends: unknown key; known keys: {', '.join(FinetuneConfig.model_fields)}"),
    ],
)
def test_a_bad_override_is_named(override: str, message: str) -> None:
    assert errors(write("a.yaml", "seed: 1\n"), override) == [f"override '{override}': {message}"]


def test_extends_merges_sections_and_replaces_lists() -> None:
    write("base/all.yaml", "seed: 5\ndata: {paths: [a, b]}\ntraining: {epochs: 9, batch_size: 8}\n")
    write("base/middle.yaml", "extends: all.yaml\ntraining:\n  epochs: 3\n")
    config = load_finetune_config(write("top.yaml", "extends: base/middle.yaml\ndata:\n  paths: [c]\n"))
    assert (config.seed, config.data.paths) == (5, ["c"])
    assert (config.training.epochs, config.training.batch_size) == (3, 8)


def test_errors_name_the_file_of_the_chain_they_stand_in() -> None:
    write("base.yaml", "seed: x\ntraining:\n  epochs: y\n  batch_size: z\ndata:\n  paths: [1, 2]\n")
    path = write("top.yaml", "extends: base.yaml\n\ntraining:\n  epochs: -2\ndata:\n  paths: [3]\n")
    assert errors(path) == [
        "base.yaml:1: seed: found 'x', expected an integer",
        "base.yaml:4: training.batch_size: found 'z', expected an integer",
        "top.yaml:4: training.epochs: found -2, expected greater than 0",
        "top.yaml:6: data.paths.0: found 3, expected text",
    ]


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("a.yaml", "extends: goes in a circle: a.yaml → a.yaml"),
        ("sub/b.yaml", "extends: goes in a circle: a.yaml → sub/b.yaml → sub/../a.yaml"),
        ("bsae.yaml", "extends: no such file: bsae.yaml; did you mean 'base.yaml'?"),
        ("[base.yaml]", "extends: expected the name of one file"),
    ],
)
def test_a_bad_extends_is_named_with_its_line(reference: str, message: str) -> None:
    write("base.yaml", "seed: 2\n")
    write("sub/b.yaml", "\nextends: ../a.yaml\n")
    path = write("a.yaml", f"extends: {reference}\n")
    place = "sub/b.yaml:2" if "sub/.." in message else "a.yaml:1"
    assert errors(path) == [f"{place}: {message}"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"seed: 1\nname: caf\xe9\n", "a.yaml:2: not UTF-8; save the file as UTF-8"),
        (b"", "a.yaml: found nothing, expected 'key: value' lines"),
        (b"# only\n", "a.yaml: found nothing, expected 'key: value' lines"),
        (b"\n- seed\n", "a.yaml:2: found a list, expected 'key: value' lines"),
        (b"seed\n", "a.yaml:1: found 'seed', expected 'key: value' lines"),
        (b"seed: 1\nname: *a\n", "a.yaml:2: not valid YAML: aliases (*name) are not supported"),
    ],
)
def test_an_unreadable_file_is_reported_beside_bad_overrides(content: bytes, message: str) -> None:
    Path("a.yaml").write_bytes(content)
    assert errors("a.yaml", "seed") == [message, "override 'seed': expected dotted.key=value"]


def test_a_missing_file_suggests_one_beside_it() -> None:
    write("configs/compact.yaml", "seed: 1\n")
    assert errors("configs/compat.yaml") == [
        "configs/compat.yaml: no such file; did you mean 'configs/compact.yaml'?"
    ]
    assert errors("configs") == ["configs: cannot be read: Is a directory"]


def test_a_byte_order_mark_and_crlf_do_no_harm() -> None:
    Path("a.yaml").write_bytes("seed: 4\r\nname: été\r\n".encode("utf-8-sig"))
    config = load_finetune_config("a.yaml")
    assert (config.seed, config.name) == (4, "été")


@pytest.mark.parametrize(
    ("text", "overrides", "name", "folder"),
    [
        ("seed: 1", [], "mine", "runs/mine"),
        ("extends: base.yaml", [], "mine", "elsewhere/mine"),
        ("name: other", [], "other", "runs/other"),
        ("name: other", ["name=third", "output_dir=x/{name}/{name}"], "third", "x/third/third"),
        ("output_dir: fixed", [], "mine", "fixed"),
    ],
)
def test_name_and_output_folder(text: str, overrides: list[str], name: str, folder: str) -> None:
    write("base.yaml", "name: base\noutput_dir: elsewhere/{name}\n")
    config = load_finetune_config(write("mine.yaml", text), overrides)
    assert (config.name, config.output_dir) == (name, folder)


def test_a_configuration_cannot_be_changed_and_survives_json() -> None:
    config = load_finetune_config(write("a.yaml", "training: {learning_rate: 1e-5}\n"))
    with pytest.raises(ValidationError):
        config.training.learning_rate = 1.0  # type: ignore[misc]
    assert FinetuneConfig.model_validate_json(config.model_dump_json()) == config


def test_loading_imports_nothing_heavy() -> None:
    write("a.yaml", "seed: 1\n")
    code = (
        "import sys; from depeche.config import load_finetune_config; load_finetune_config('a.yaml'); "
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    source = Path(__file__).parents[2] / "src"
    environment = {"PYTHONPATH": str(source)}
    loaded = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True)
    heavy = {"torch", "transformers", "datasets", "numpy", "sklearn", "rich"}
    assert not heavy & set(loaded.stdout.decode().split())
