from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from depeche.articles import Article
from depeche.corpus.loading import load_corpus
from depeche.labels import LABEL_IDS, LABELS


@pytest.fixture(scope="session")
def written(corpus_folder: Path) -> list[Article]:
    return load_corpus([corpus_folder])


@pytest.fixture(scope="session")
def trained(
    tmp_path_factory: pytest.TempPathFactory, tiny_encoders: dict[str, Path], written: list[Article]
) -> Callable[[str], Path]:
    """A checkpoint of a family after some steps of training: random weights hardly prefer a label."""
    folders: dict[str, Path] = {}

    def build(family: str) -> Path:
        if family not in folders:
            folders[family] = tmp_path_factory.mktemp(f"trained-{family}")
            _train(tiny_encoders[family], folders[family], written)
        return folders[family]

    return build


def _train(encoder: Path, folder: Path, articles: list[Article]) -> None:
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    torch.manual_seed(1)
    model = AutoModelForSequenceClassification.from_pretrained(
        encoder, num_labels=3, id2label=dict(enumerate(LABELS)), label2id=LABEL_IDS, dtype=torch.float32
    ).train()
    tokenizer = AutoTokenizer.from_pretrained(encoder)
    sentences = [s for a in articles for s in a.speaking() if s.label][:96]
    batch = tokenizer([s.text for s in sentences], padding=True, return_tensors="pt")
    batch.pop("token_type_ids", None)
    labels = torch.tensor([LABEL_IDS[str(s.label)] for s in sentences])
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3)
    for _ in range(40):
        model(**batch, labels=labels).loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    model.eval().save_pretrained(folder)
    tokenizer.save_pretrained(folder)


@pytest.fixture
def checkpoint(trained: Callable[[str], Path], tmp_path: Path) -> Callable[[str], Path]:
    """A copy to write into."""
    return lambda family: Path(shutil.copytree(trained(family), tmp_path / family))
