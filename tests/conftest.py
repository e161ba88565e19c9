"""Fixtures: a small invented corpus, and tiny random checkpoints of each architecture family."""

from __future__ import annotations

import json
import os
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
# Processes that tests start see the package as the tests do, installed or not.
SOURCE = str(Path(__file__).parents[1] / "src")
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [SOURCE, os.environ.get("PYTHONPATH")]))

import pytest

from depeche.labels import LABEL_IDS, LABELS

FACTS = (
    "Le conseil municipal a voté le budget mardi par {} voix contre 12.",
    "La route départementale a été fermée pendant {} heures.",
    "Le pont, construit en 19{}, relie les deux rives.",
    "Le procès s'ouvrira le {} mars devant le tribunal.",
)
CLAIMS = (
    "Selon la préfecture, {} personnes ont manifesté.",
    "« Nous avons compté {} blessés », a déclaré le médecin.",
    "L'attaque aurait fait {} morts.",
    "D'après un témoin, {} camions ont traversé la ville.",
)
COMMENTS = (
    "Il faut être aveugle pour ne pas voir ces {} années de mensonge.",
    "Cette mascarade de {} jours n'a décidément que trop duré.",
    "Qui peut encore croire à ces {} promesses ?",
    "Rien ne justifie pareille lâcheté après {} ans de silence.",
)


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    """A tiny model is many times faster on one thread than on two."""
    import sys

    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(1)


@pytest.fixture(scope="session")
def corpus_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """24 invented articles in authoring text, four labelled sentences of each class in each."""
    folder = tmp_path_factory.mktemp("corpus")
    splits = ["train"] * 16 + ["validation"] * 4 + ["test"] * 4
    lines = []
    for number, split in enumerate(splits):
        lines.append(f"### x-{number:02d} | dépêche d'agence | essai | neutral | 2024 | split={split}")
        lines.append(f"H F\tTitre numéro {number} du recueil d'essai")
        for position in range(4):
            for letter, patterns in (("F", FACTS), ("A", CLAIMS), ("E", COMMENTS)):
                lines.append(f"- {letter}\t{patterns[position].format(10 + number + position)}")
        lines.append("")
    (folder / "articles.txt").write_text("\n".join(lines), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def tokenizer(corpus_folder: Path):
    """A tokenizer of 400 pieces trained on the corpus."""
    from depeche.pretraining.tokenizer import train_tokenizer

    lines = (corpus_folder / "articles.txt").read_text(encoding="utf-8").splitlines() * 3
    extra = 'abcdefghijklmnopqrstuvwxyzàâéèêëîïôùûüçœABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,;:!?«»"()-–%€'
    return train_tokenizer([*lines, extra, " ".join(extra)], 400)


def tiny_config(family: str, vocab_size: int):
    """A random architecture of a family, small enough to run in milliseconds."""
    from transformers import CamembertConfig, DebertaV2Config, ModernBertConfig

    shared = {
        "vocab_size": vocab_size,
        "hidden_size": 32,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "intermediate_size": 64,
        "pad_token_id": 1,
        "bos_token_id": 0,
        "eos_token_id": 2,
        "initializer_range": 0.1,  # at the usual 0.02 a model this narrow hardly tells its inputs apart
    }
    if family == "camembert":
        return CamembertConfig(**shared, max_position_embeddings=130, type_vocab_size=1)
    if family == "deberta":
        return DebertaV2Config(
            **shared,
            max_position_embeddings=128,
            relative_attention=True,
            position_buckets=16,
            norm_rel_ebd="layer_norm",
            share_att_key=True,
            pos_att_type=["p2c", "c2p"],
            type_vocab_size=0,
        )
    return ModernBertConfig(
        **shared,
        max_position_embeddings=128,
        cls_token_id=0,
        sep_token_id=2,
        global_attn_every_n_layers=2,
        local_attention=16,
        reference_compile=False,
    )


@pytest.fixture(scope="session")
def tiny_encoders(tmp_path_factory: pytest.TempPathFactory, tokenizer) -> dict[str, Path]:
    """Folders of random encoders with a masked-language-modelling head, by family."""
    import torch
    from transformers import AutoModelForMaskedLM

    folders = {}
    for family in ("camembert", "deberta", "modernbert"):
        torch.manual_seed(0)
        folder = tmp_path_factory.mktemp(family)
        AutoModelForMaskedLM.from_config(tiny_config(family, len(tokenizer))).save_pretrained(folder)
        tokenizer.save_pretrained(folder)
        folders[family] = folder
    return folders


@pytest.fixture(scope="session")
def tiny_tagger_folder(tmp_path_factory: pytest.TempPathFactory, tokenizer) -> Path:
    """A random checkpoint of the task, with context and a temperature."""
    import torch
    from transformers import AutoModelForSequenceClassification

    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("tagger")
    config = tiny_config("camembert", len(tokenizer))
    config.num_labels = len(LABELS)
    config.id2label, config.label2id = dict(enumerate(LABELS)), LABEL_IDS
    config.initializer_range = 0.5  # so that sentences differ in label
    AutoModelForSequenceClassification.from_config(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    record = {
        "name": "tiny",
        "encoding": {"max_length": 64, "before": 2, "after": 1, "headline": True},
        "temperature": 1.5,
        "config": {"data": {"paths": []}},
    }
    (folder / "depeche.json").write_text(json.dumps(record), encoding="utf-8")
    return folder
