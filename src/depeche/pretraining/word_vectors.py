"""Word vectors over the tokenizer's own pieces, to start the embeddings from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from depeche.errors import DepecheError

if TYPE_CHECKING:
    import torch
    from numpy.typing import NDArray

SENTENCE = 1_000


class _Sentences:
    """The stream as sentences of decimal ids: gensim wants strings and iterates several times."""

    def __init__(self, stream: NDArray[np.uint16], tokens: int) -> None:
        self.stream, self.tokens = stream, min(tokens, len(stream))

    def __iter__(self) -> Iterator[list[str]]:
        for start in range(0, self.tokens, SENTENCE):
            yield list(map(str, self.stream[start : min(start + SENTENCE, self.tokens)]))


def train_word_vectors(
    stream: NDArray[np.uint16],
    vocab_size: int,
    dimension: int,
    *,
    tokens: int,
    epochs: int,
    workers: int,
    seed: int,
) -> NDArray[np.float32]:
    """CBOW vectors (Mikolov et al. 2013, arXiv:1301.3781) of every piece, shape (vocab_size, dimension).

    Pieces that the first ``tokens`` tokens do not contain get zeros. With several workers, the vectors
    differ a little from run to run.

    Raises:
        DepecheError: gensim is not installed.
    """
    try:
        from gensim.models import Word2Vec
    except ImportError:
        raise DepecheError(
            "word vectors need gensim: pip install gensim, or set word_vectors.enabled=false"
        ) from None

    model = Word2Vec(
        _Sentences(stream, tokens),
        vector_size=dimension,
        window=5,
        min_count=1,
        sg=0,
        negative=10,
        sample=1e-4,
        epochs=epochs,
        workers=workers,
        seed=seed,
    )
    vectors = np.zeros((vocab_size, dimension), dtype=np.float32)
    for word, index in model.wv.key_to_index.items():
        vectors[int(word)] = model.wv.vectors[index]
    return vectors


def initialise_embeddings(embedding: torch.nn.Embedding, vectors: NDArray[np.float32], std: float) -> int:
    """Copy the vectors, scaled to the standard deviation ``std``, over the rows that have one.

    Returns the number of rows set; rows of zeros keep their random start.
    """
    import torch

    known = np.flatnonzero(np.abs(vectors).sum(1))
    scaled = vectors[known] - vectors[known].mean(0)
    scaled *= std / scaled.std()
    with torch.no_grad():
        embedding.weight[torch.from_numpy(known)] = torch.from_numpy(scaled).to(embedding.weight.dtype)
    return len(known)
