"""Labelled articles as training examples: with or without context, in batches of similar length."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from torch.utils.data import Dataset, Sampler

from depeche.labels import LABEL_IDS
from depeche.training.name_swaps import NameSwapper

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from depeche.articles import Article
    from depeche.encoding import ModelInput, SentenceEncoder

#: Batches that are drawn from one length-sorted pool: more is less padding and less randomness.
BATCHES_PER_POOL = 32


class SentenceDataset(Dataset):  # type: ignore[misc]
    """The labelled sentences of articles as model inputs.

    In epoch ``e`` the share ``context_dropout`` of the sentences, drawn from ``(seed, e)``, is seen
    alone, so that one checkpoint reads sentences with and without context; the names of the share
    ``swapped_share`` of the articles are others; and of each input the share ``piece_dropout`` of the pieces
    is replaced by the mask, so that no single word decides (word dropout, Iyyer et al. 2015; the mask
    is what the encoder was pretrained to read around). The second label of a mixed sentence gets
    ``secondary_share`` of its target. Evaluation sets have 0.
    """

    def __init__(
        self,
        articles: Sequence[Article],
        encoder: SentenceEncoder,
        *,
        context_dropout: float = 0.0,
        piece_dropout: float = 0.0,
        swapped_share: float = 0.0,
        secondary_share: float = 0.0,
        seed: int = 0,
    ) -> None:
        self._articles, self._encoder = articles, encoder
        self._encoded = [self._encode(article) for article in articles]
        labelled = [(a, s) for a in articles for s in a.speaking() if s.label is not None]
        self.labels = [LABEL_IDS[s.label] for _, s in labelled if s.label]
        self.sources = [article.source or "unknown" for article, _ in labelled]
        self.synthetic = [article.synthetic for article, _ in labelled]
        self._dropout, self._piece_dropout, self._seed = context_dropout, piece_dropout, seed
        self._swapped_share = swapped_share
        self._swapper = NameSwapper(articles) if swapped_share else None
        self._targets: list[Any] = self.labels
        if secondary_share:
            seconds = [LABEL_IDS[s.secondary or s.label] for _, s in labelled if s.label]
            hard = np.eye(len(LABEL_IDS))
            self.soften(hard[seconds], np.full(len(labelled), secondary_share))
        self._mask, self._specials = encoder.mask_id, encoder.special_ids
        self._kept = np.arange(len(labelled))
        self.set_epoch(0)

    def _encode(self, article: Article) -> tuple[list[ModelInput], list[ModelInput]]:
        """The labelled sentences in their context, and alone."""
        speaking = article.speaking()
        inputs = self._encoder.encode_article([s.text for s in speaking], article.headline)
        chosen = [(s, item) for s, item in zip(speaking, inputs, strict=True) if s.label is not None]
        return [item for _, item in chosen], self._encoder.encode_isolated([s.text for s, _ in chosen])

    def soften(self, probabilities: NDArray[np.float64], weights: NDArray[np.float64]) -> None:
        """Learn a mixture of the targets so far and of probabilities from now on.

        Args:
            probabilities: one row a sentence, shape (n, 3).
            weights: the share of the probabilities in the target of each sentence, shape (n,), 0 to 1.
        """
        now = np.asarray(self._targets)
        hard = now if now.ndim == 2 else np.eye(probabilities.shape[1])[now]
        self._targets = ((1 - weights)[:, None] * hard + weights[:, None] * probabilities).tolist()

    def set_epoch(self, epoch: int) -> None:
        """Draw anew which sentences are seen alone, whose names are swapped, and which pieces are masked."""
        self._epoch = epoch
        encoded = self._encoded
        if self._swapper is not None:
            rng = np.random.default_rng((self._seed, epoch, 4))
            swapped = rng.random(len(encoded)) < self._swapped_share
            encoded = [
                self._encode(self._swapper.swap(article, rng)) if is_swapped else same
                for article, same, is_swapped in zip(self._articles, encoded, swapped, strict=True)
            ]
        in_context = [item for context, _ in encoded for item in context]
        alone = [item for _, isolated in encoded for item in isolated]
        draws = np.random.default_rng((self._seed, epoch, 1)).random(len(in_context))
        self._inputs = [alone[i] if draws[i] < self._dropout else in_context[i] for i in map(int, self._kept)]

    def limit(self, count: int) -> None:
        """Keep ``count`` sentences, spread evenly over the articles."""
        kept = np.linspace(0, len(self.labels) - 1, min(count, len(self.labels))).astype(int)
        for name in ("labels", "sources", "synthetic", "_targets", "_inputs"):
            values = getattr(self, name)
            setattr(self, name, [values[i] for i in kept])
        self._kept = self._kept[kept]

    def lengths(self) -> list[int]:
        """Number of pieces of each input of the current epoch."""
        return [len(item.ids) for item in self._inputs]

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: int) -> dict[str, Any]:
        return {"input_ids": self._with_dropout(index), "labels": self._targets[index]}

    def _with_dropout(self, index: int) -> list[int]:
        ids = list(self._inputs[index].ids)
        if not self._piece_dropout:
            return ids
        draws = np.random.default_rng((self._seed, self._epoch, 3, index)).random(len(ids))
        return [
            self._mask if draw < self._piece_dropout and piece not in self._specials else piece
            for piece, draw in zip(ids, draws, strict=True)
        ]


class EpochDataset(Protocol):
    """Examples that are drawn anew in each epoch, of known lengths."""

    def set_epoch(self, epoch: int) -> None:
        """Draw the examples of an epoch."""
        ...

    def lengths(self) -> list[int]:
        """Number of pieces of each example of the current epoch."""
        ...

    def __len__(self) -> int: ...


class BucketedBatches(Sampler):  # type: ignore[misc]
    """Batches of similar length in an order that depends on seed and epoch alone.

    So a resumed run, and each process of a distributed one, sees the batches it should.
    """

    def __init__(self, dataset: EpochDataset, batch_size: int, seed: int) -> None:
        self.batch_size, self.drop_last = batch_size, False
        self._dataset, self._seed, self._epoch = dataset, seed, 0

    def set_epoch(self, epoch: int) -> None:
        """Take the order, and the context dropout, of this epoch."""
        self._epoch = epoch
        self._dataset.set_epoch(epoch)

    def __len__(self) -> int:
        return -(-len(self._dataset) // self.batch_size)

    def __iter__(self) -> Iterator[list[int]]:
        rng = np.random.default_rng((self._seed, self._epoch, 2))
        lengths = np.asarray(self._dataset.lengths())
        order = rng.permutation(len(lengths))
        pool = self.batch_size * BATCHES_PER_POOL
        batches: list[list[int]] = []
        for start in range(0, len(order), pool):
            part = order[start : start + pool]
            part = part[np.argsort(lengths[part], kind="stable")]
            batches += [part[i : i + self.batch_size].tolist() for i in range(0, len(part), self.batch_size)]
        # Only the very last batch may be short: accelerate's sharding relies on it.
        short = [batch for batch in batches if len(batch) < self.batch_size]
        full = [batch for batch in batches if len(batch) == self.batch_size]
        yield from (full[i] for i in rng.permutation(len(full)))
        yield from short


class Collator:
    """Pads a batch to its longest input; targets are label ids, or rows of probabilities."""

    def __init__(self, pad_id: int) -> None:
        self._pad_id = pad_id

    def __call__(self, examples: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """Tensors ``input_ids``, ``attention_mask`` of shape (n, length) and ``labels`` (n,) or (n, 3)."""
        import torch

        from depeche.inference.batching import pad

        ids, mask = pad([tuple(example["input_ids"]) for example in examples], self._pad_id)
        return {
            "input_ids": torch.from_numpy(ids),
            "attention_mask": torch.from_numpy(mask),
            "labels": torch.tensor([example["labels"] for example in examples]),
        }


class TwiceCollator(Collator):
    """Every example twice, the second time in the second half of the batch: R-Drop compares the halves."""

    def __call__(self, examples: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """As :class:`Collator`, with 2 n rows."""
        return super().__call__([*examples, *examples])
