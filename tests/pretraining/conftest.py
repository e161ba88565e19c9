"""Raw text of invented sentences, and runs of a second on it."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from depeche.config import PretrainConfig, load_pretrain_config

SMOKE = Path(__file__).parents[2] / "configs" / "pretrain" / "smoke.yaml"
SUBJECTS = """le maire,la préfète,un témoin,l'usine,cette enquête,la ministre,son avocat,une élève,l'hôpital
le syndicat,notre voisine,ce chercheur,la gendarmerie,le tribunal,chaque commune,l'opposition""".replace(
    "\n", ","
)
VERBS = """annonce,dément,regrette,a fermé,prépare,n'a pas vu,défend,critique,propose,refuse,soutient,repousse
examine,déplore,poursuit,obtient""".replace("\n", ",")
OBJECTS = """le budget,la grève,un accord,l'école,ces chiffres,la réforme,son départ,une hausse,le projet
la loi,quelques mesures,un rapport,l'ouverture,des travaux,cet engagement,la fermeture""".replace("\n", ",")
PLACES = """à Lyon,en Bretagne,mardi,devant la presse,depuis 2019,sans surprise,malgré tout,hier,à Marseille
pendant trois jours,avec prudence,selon lui,chez nous,dès janvier,vers minuit,sous conditions""".replace(
    "\n", ","
)


def sentences(count: int, seed: int) -> list[str]:
    draw = random.Random(seed).choice
    parts = [part.split(",") for part in (SUBJECTS, VERBS, OBJECTS, PLACES)]
    return [" ".join(map(draw, parts)) + "." for _ in range(count)]


@pytest.fixture(scope="session")
def raw_text(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``general.txt``, and ``press.jsonl`` whose documents ``splits.json`` marks."""
    folder = tmp_path_factory.mktemp("raw")
    lines = sentences(1200, seed=1)
    lines[::4] = [f"{line}\n" for line in lines[::4]]  # four paragraphs a document
    (folder / "general.txt").write_text("\n".join(lines), encoding="utf-8")
    rows = [{"doc_id": f"d{number // 3}", "text": line} for number, line in enumerate(sentences(120, seed=2))]
    (folder / "press.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n", encoding="utf-8")
    marks = {f"d{number}": "test" if number % 4 == 0 else "train" for number in range(40)}
    (folder / "splits.json").write_text(json.dumps({"press": marks}), encoding="utf-8")
    return folder


@pytest.fixture
def overrides(tmp_path: Path, raw_text: Path) -> list[str]:
    """What turns the shipped ``smoke.yaml`` into 40 steps on one thread."""
    return [
        f"output_dir={tmp_path / 'run'}",
        f"corpus.general=[{raw_text / 'general.txt'}]",
        f"corpus.press=[{raw_text / 'press.jsonl'}]",
        f"corpus.splits={raw_text / 'splits.json'}",
        "tokenizer.vocab_size=300",
        "schedule.budget_tokens=10240",
        "schedule.batch_tokens=256",
        "schedule.phases=[{until: 0.5, sequence_length: 16, press_share: 0.25}, "
        "{until: 1.0, sequence_length: 32, press_share: 0.5}]",
        "run.threads=1",
        "run.bf16=false",
    ]


@pytest.fixture
def tiny_settings(overrides: list[str]) -> Callable[..., PretrainConfig]:
    """Builds a configuration; later overrides win."""

    def build(*more: str) -> PretrainConfig:
        return load_pretrain_config(SMOKE, [*overrides, *more])

    return build


@pytest.fixture
def optimization() -> Callable[..., SimpleNamespace]:
    """Builds the ``optimization`` section with a rate for each kind of parameter."""

    def build(optimizer: str) -> SimpleNamespace:
        return SimpleNamespace(
            optimizer=optimizer, learning_rate=0.004, embedding_learning_rate=0.0015, weight_decay=0.01
        )

    return build


@pytest.fixture(scope="session")
def streams(tokenizer, raw_text: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, np.ndarray]:
    """The raw text, packed with the tokenizer of the tiny encoders."""
    from depeche.pretraining.packing import pack
    from depeche.pretraining.text import read_blocks

    folder = tmp_path_factory.mktemp("packed")
    return {
        "general": pack(read_blocks([raw_text / "general.txt"]), tokenizer, folder / "general.uint16"),
        "press": pack(read_blocks([raw_text / "press.jsonl"]), tokenizer, folder / "press.uint16"),
    }
