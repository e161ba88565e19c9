"""Articles to and from a folder of the ``datasets`` library, one row a sentence, one dataset a split."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from depeche.articles.records import SPLITS, Article
from depeche.articles.rows import COLUMNS, article_rows, articles_from_rows
from depeche.errors import DepecheError
from depeche.labels import KINDS, LABELS

if TYPE_CHECKING:
    from datasets import DatasetDict, Features

#: The file by which ``load_from_disk`` knows a folder of splits.
MARK = "dataset_dict.json"
_INTEGERS = {"position": "int32", "rule": "int8", "year": "int16"}
_CLASSES = {"label": LABELS, "secondary": LABELS, "kind": KINDS}

_CARD = """---
language: fr
license: {licence}
task_categories: [text-classification]
pretty_name: depeche, who vouches for each sentence of a French news text
annotations_creators: [machine-generated]
language_creators: [{creators}]
---

# depeche corpus

Articles that say `synthetic` are invented, and were produced, like all labels, by a language model: not news.

```python
from datasets import load_from_disk

corpus = load_from_disk("{folder}")
corpus["train"].features["label"].names  # {labels}
```

| split | sentences |
|---|---:|
{rows}

Features: {features}. `label` is null where `kind` is `boilerplate`; `position` counts the sentences
of an `article` from 0; `rule` is the codebook rule
of a case that is not plain; articles of one `group` lie in one split.
"""


def features() -> Features:
    """The types of the columns; labels and kinds are ``ClassLabel``, in the order of their ids."""
    from datasets import ClassLabel, Features, Value

    types: dict[str, Any] = {name: Value("string") for name in COLUMNS}
    types |= {name: Value(kind) for name, kind in _INTEGERS.items()}
    types |= {name: ClassLabel(names=list(names)) for name, names in _CLASSES.items()}
    types["synthetic"] = Value("bool")
    return Features(types)


def to_datasets(articles: Iterable[Article]) -> DatasetDict:
    """The sentences by split; articles without a split are ``train``."""
    from datasets import Dataset, DatasetDict

    rows: dict[str, list[dict[str, Any]]] = {split: [] for split in SPLITS}
    for article in articles:
        rows[article.split or "train"].extend(article_rows([article]))
    return DatasetDict(
        {split: Dataset.from_list(found, features=features()) for split, found in rows.items() if found}
    )


def write_datasets(articles: Iterable[Article], folder: Path) -> None:
    """Save the splits for ``load_from_disk``, with a card that says how to load them.

    Raises:
        DepecheError: there are no articles.
    """
    corpus = to_datasets(articles)
    if not corpus:
        raise DepecheError("there are no sentences to write")
    corpus.save_to_disk(str(folder))
    written = all(set(dataset.unique("source")) == {"written"} for dataset in corpus.values())
    card = _CARD.format(
        licence="cc-by-4.0" if written else "other",  # text from elsewhere keeps its own
        creators="machine-generated" if written else "found",
        folder=folder.name,
        labels=", ".join(LABELS),
        rows="\n".join(f"| {split} | {dataset.num_rows} |" for split, dataset in corpus.items()),
        features=", ".join(f"`{name}`" for name in COLUMNS),
    )
    (folder / "README.md").write_text(card, encoding="utf-8")


def read_datasets(folder: Path) -> Iterator[Article]:
    """Yield the articles of a folder with the columns of :func:`features`, split by split.

    Classes go by the folder's own names, whatever their order there; the class -1 is none.

    Raises:
        DepecheError: the folder is none, or holds no articles.
    """
    from datasets import ClassLabel, load_from_disk

    if not (folder / MARK).is_file():
        raise DepecheError(f"{folder}: no {MARK}; expected a folder of save_to_disk with splits")
    for dataset in load_from_disk(str(folder)).values():
        classes = {k: feature.names for k, feature in dataset.features.items() if type(feature) is ClassLabel}
        yield from articles_from_rows((_named(row, classes) for row in dataset), folder.name)


def _named(row: dict[str, Any], classes: dict[str, list[str]]) -> dict[str, Any]:
    """Class ids as names again."""
    ids = {column: -1 if row[column] is None else row[column] for column in classes}
    return row | {c: None if ids[c] < 0 else names[ids[c]] for c, names in classes.items()}
