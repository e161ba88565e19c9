"""What encoders are worth before fine-tuning, side by side.

python benchmarks/probe.py models/compact-encoder runs/compact-deeper/encoder

For every encoder, for the first one with random weights, and for TF-IDF, a logistic regression learns
from the training sentences and is scored on validation sentences, written and real (macro-F1). An encoder
gives the mean of its last layer over the pieces of a sentence; "its embeddings" is the same over the
input embeddings alone, word vectors without context. Beside it: the share of masked words that the
encoder guesses in real press of the validation split (the words have one piece, the first guess counts),
and an intruder test on press vocabulary (which of five words is farthest from the others, by cosine of
the mean of the last layer; chance is 20 %).

Needs data/press/hydrated.jsonl (see data/press/README.md). Test documents are not read.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from depeche.articles import Article
from depeche.corpus.loading import load_corpus, select_split
from depeche.evaluation.baselines import TfidfBaseline
from depeche.labels import LABEL_IDS

PATHS = ["data/authored", "data/press/hydrated.jsonl"]
INTRUDERS = Path(__file__).parent / "intruders.txt"
MASKED_SENTENCES = 400


def labelled(
    articles: Sequence[Article], *, synthetic: bool | None = None
) -> tuple[list[str], NDArray[np.int64]]:
    chosen = [
        s for a in articles if synthetic in (None, a.synthetic) for s in a.sentences if s.label is not None
    ]
    return [s.text for s in chosen], np.array([LABEL_IDS[str(s.label)] for s in chosen])


class Encoder:
    """An encoder folder as a function from sentences to vectors."""

    def __init__(self, folder: str, *, random: bool = False) -> None:
        import torch
        from transformers import AutoConfig, AutoModelForMaskedLM, AutoTokenizer

        torch.manual_seed(1)
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        if random:
            self.model = AutoModelForMaskedLM.from_config(AutoConfig.from_pretrained(folder)).eval()
        else:
            self.model = AutoModelForMaskedLM.from_pretrained(folder, dtype=torch.float32).eval()

    def vectors(self, texts: Sequence[str], *, embeddings: bool = False) -> NDArray[np.float32]:
        import torch

        rows = []
        order = np.argsort([len(t) for t in texts])
        with torch.no_grad():
            for start in range(0, len(order), 64):
                batch = [texts[i] for i in order[start : start + 64]]
                inputs = self.tokenizer(
                    batch, padding=True, truncation=True, max_length=128, return_tensors="pt"
                )
                inputs.pop("token_type_ids", None)
                if embeddings:
                    states = self.model.get_input_embeddings()(inputs["input_ids"])
                else:
                    states = self.model.base_model(**inputs).last_hidden_state
                mask = inputs["attention_mask"][..., None].float()
                rows.append(((states * mask).sum(1) / mask.sum(1)).numpy())
        stacked = np.concatenate(rows)
        result = np.empty_like(stacked)
        result[order] = stacked
        return result

    def masked_accuracy(self, texts: Sequence[str]) -> float:
        """Share of masked words guessed: one word a sentence, drawn among those of one piece."""
        import torch

        rng = np.random.default_rng(1)
        right = []
        with torch.no_grad():
            for text in texts:
                ids = self.tokenizer(text, truncation=True, max_length=128)["input_ids"]
                pieces = self.tokenizer.convert_ids_to_tokens(ids)
                places = [
                    i
                    for i in range(1, len(ids) - 2)
                    if re.fullmatch(r"[Ġ▁]?[^\W\d_]{3,}", pieces[i]) and re.match(r"[Ġ▁]|\W", pieces[i + 1])
                ]
                if not places:
                    continue
                place = int(rng.choice(places))
                masked = torch.tensor([ids])
                masked[0, place] = self.tokenizer.mask_token_id
                right.append(int(self.model(input_ids=masked).logits[0, place].argmax()) == ids[place])
        return float(np.mean(right))

    def intruders_found(self) -> float:
        groups = [
            line.split()
            for line in INTRUDERS.read_text(encoding="utf-8").splitlines()
            if line and not line.startswith("#")
        ]
        found = []
        for words in groups:
            vectors = self.vectors(words)
            vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
            found.append(int((vectors @ vectors.T).sum(axis=1).argmin()) == len(words) - 1)
        return float(np.mean(found))


def linear(
    train: NDArray[Any], labels: NDArray[np.int64], tests: Sequence[NDArray[Any]]
) -> list[NDArray[np.int64]]:
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, class_weight="balanced", max_iter=500))
    model.fit(train, labels)
    return [model.predict(test) for test in tests]


def main() -> None:
    from sklearn.metrics import f1_score

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("encoders", nargs="+", help="encoder folders")
    arguments = parser.parse_args()
    articles = load_corpus(PATHS)
    texts, labels = labelled(select_split(articles, "train"))
    validation = select_split(articles, "validation")
    tests = [labelled(validation, synthetic=True), labelled(validation, synthetic=False)]
    masked = tests[1][0][:MASKED_SENTENCES]
    print("| system | written | real press | masked words | intruders |\n|---|---:|---:|---:|---:|")

    def row(name: str, predictions: Sequence[NDArray[np.int64]], *more: float) -> None:
        scores = [f1_score(gold, p, average="macro") for (_, gold), p in zip(tests, predictions, strict=True)]
        cells = [f"{score:.3f}" for score in scores] + [f"{value:.1%}" for value in more]
        print(f"| {name} | {' | '.join(cells + ['–'] * (4 - len(cells)))} |", flush=True)

    tfidf = TfidfBaseline().fit(texts, labels)
    row("TF-IDF", [tfidf.predict_proba(part).argmax(axis=1) for part, _ in tests])
    runs = [(folder, False) for folder in arguments.encoders] + [(arguments.encoders[0], True)]
    for folder, random in runs:
        encoder = Encoder(folder, random=random)
        name = f"{folder}{', random weights' if random else ''}"
        vectors = [encoder.vectors(part) for part in (texts, *(part for part, _ in tests))]
        predictions = linear(vectors[0], labels, vectors[1:])
        row(name, predictions, encoder.masked_accuracy(masked), encoder.intruders_found())
        if not random:
            flat = [encoder.vectors(part, embeddings=True) for part in (texts, *(part for part, _ in tests))]
            row(f"{name}, its embeddings", linear(flat[0], labels, flat[1:]))


if __name__ == "__main__":
    main()
