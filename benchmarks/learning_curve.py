"""What more sentences bring: macro-F1 by share and kind of the training sentences, and by source of the test.

python benchmarks/learning_curve.py                     TF-IDF + logistic regression, about three minutes
python benchmarks/learning_curve.py --config configs/press.yaml   the encoder too, about three minutes a run

Needs data/press/hydrated.jsonl (see data/press/README.md). Scores are on test documents and serve the data
card only: nothing is chosen by them.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from depeche.articles import Article, Sentence
from depeche.corpus.loading import load_corpus, select_split
from depeche.evaluation.baselines import TfidfBaseline
from depeche.labels import LABEL_IDS, LABELS

WRITTEN, PRESS = Path("data/authored"), Path("data/press/hydrated.jsonl")
KINDS = {"written": [WRITTEN], "real": [PRESS], "both": [WRITTEN, PRESS]}
SHARES = (0.125, 0.25, 0.5, 1.0)
TESTS = ("written", "wikinews-fr", "pseudo-news", "all real")
Predict = Callable[[Sequence[str]], np.ndarray]


@cache
def split(kind: str, name: str) -> tuple[Article, ...]:
    return tuple(select_split(load_corpus(KINDS[kind]), name))


def labelled(articles: Sequence[Article]) -> list[Sentence]:
    return [s for a in articles for s in a.sentences if s.label]


def spread(sentences: Sequence[Sentence], share: float) -> list[Sentence]:
    """A share of the sentences, spread evenly over the articles."""
    count = round(share * len(sentences))
    return [sentences[i] for i in np.linspace(0, len(sentences) - 1, count).astype(int)]


def tests() -> Iterator[tuple[str, list[Sentence]]]:
    articles = split("both", "test")
    for name in TESTS:
        yield (
            name,
            labelled([a for a in articles if a.source == name or (name == "all real" and not a.synthetic)]),
        )


def scores(predict: Predict) -> str:
    from sklearn.metrics import f1_score

    cells = []
    for _, sentences in tests():
        gold = [LABEL_IDS[str(s.label)] for s in sentences]
        cells.append(f"{f1_score(gold, predict([s.text for s in sentences]), average='macro'):.3f}")
    return " | ".join(cells)


def tfidf(kind: str, share: float) -> tuple[int, Predict]:
    sentences = spread(labelled(split(kind, "train")), share)
    model = TfidfBaseline().fit([s.text for s in sentences], [LABEL_IDS[str(s.label)] for s in sentences])
    return len(sentences), lambda texts: model.predict_proba(texts).argmax(axis=1)


def encoder(kind: str, share: float, config: str, folder: str) -> tuple[int, Predict]:
    from depeche import Tagger
    from depeche.config import load_finetune_config
    from depeche.training.finetune import train

    count = round(share * len(labelled(split(kind, "train"))))
    train(
        load_finetune_config(
            config,
            [
                f"output_dir={folder}",
                f"data.paths=[{','.join(map(str, KINDS[kind]))}]",
                f"data.max_train_sentences={count}",
            ],
        )
    )
    tagger = Tagger.from_pretrained(folder, backend="torch")
    return count, lambda texts: np.array([LABELS.index(p.label) for p in tagger.classify(texts)])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--config", help="configuration of the encoder's runs; without it, TF-IDF only")
    parser.add_argument("--shares", type=float, nargs="+", default=SHARES)
    arguments = parser.parse_args()
    print(f"| system | trained on | share | sentences | {' | '.join(TESTS)} |")
    print("|---|---|---:|---:|" + "---:|" * len(TESTS))
    for kind in KINDS:
        for share in arguments.shares:
            count, predict = tfidf(kind, share)
            print(f"| TF-IDF | {kind} | {share:.1%} | {count} | {scores(predict)} |", flush=True)
    if arguments.config:
        for kind in KINDS:
            for share in arguments.shares:
                with TemporaryDirectory() as folder:
                    count, predict = encoder(kind, share, arguments.config, folder)
                    print(f"| encoder | {kind} | {share:.1%} | {count} | {scores(predict)} |", flush=True)


if __name__ == "__main__":
    main()
