"""Gold sentences as training examples of a tagger of pieces."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from depeche.corpus.voice_gold import GoldSentence
from depeche.voices.names import SourceName
from depeche.voices.records import Attribution, Words
from depeche.voices.tags import NO_TAG, tags_of

if TYPE_CHECKING:
    from depeche.encoding import SentenceEncoder


class VoiceDataset:
    """Sentences as pieces with a tag each.

    In epoch ``e``, drawn from ``(seed, e)``, the share ``source_swap`` of the sentences is read with the
    source of another one that has the same kind and place (at the beginning or not), so that the tags hang
    less on the few hundred names of the gold; and of the pieces ``piece_dropout`` become the mask.
    """

    def __init__(
        self,
        sentences: Sequence[GoldSentence],
        encoder: SentenceEncoder,
        *,
        piece_dropout: float = 0.0,
        source_swap: float = 0.0,
        seed: int = 0,
    ) -> None:
        self._sentences, self._encoder = list(sentences), encoder
        self._piece_dropout, self._swap, self._seed = piece_dropout, source_swap, seed
        self._pools: dict[Any, list[str]] = defaultdict(list)
        for sentence in sentences:
            if sentence.attribution.source:
                self._pools[_slot(sentence)].append(sentence.attribution.source.text)
        self.set_epoch(0)

    def set_epoch(self, epoch: int) -> None:
        """Draw anew which sources are swapped and which pieces are masked."""
        rng = np.random.default_rng((self._seed, epoch, 1))
        drawn = rng.random(len(self._sentences)) < self._swap
        self._read = [
            swap_source(sentence, pool[rng.integers(len(pool))])
            if swapped and (pool := self._pools.get(_slot(sentence)))
            else sentence
            for sentence, swapped in zip(self._sentences, drawn, strict=True)
        ]
        self._encoded = self._encoder.encode_with_offsets([s.text for s in self._read])
        self._epoch = epoch

    def lengths(self) -> list[int]:
        """Number of pieces of each sentence of the current epoch."""
        return [len(item.ids) for item, _ in self._encoded]

    def __len__(self) -> int:
        return len(self._sentences)

    def __getitem__(self, index: int) -> dict[str, list[int]]:
        item, offsets = self._encoded[index]
        found = self._read[index].attribution
        tags = tags_of(offsets, _span(found.source), _span(found.cue), found.kind)
        draws = np.random.default_rng((self._seed, self._epoch, 3, index)).random(len(tags))
        ids = [
            self._encoder.mask_id if draw < self._piece_dropout and tag != NO_TAG else piece
            for piece, tag, draw in zip(item.ids, tags, draws, strict=True)
        ]
        return {"input_ids": ids, "labels": tags}


def swap_source(sentence: GoldSentence, words: str) -> GoldSentence:
    """The sentence with other words as its source; itself where cue and source overlap."""
    source, cue = sentence.attribution.source, sentence.attribution.cue
    if source is None or (cue and cue.start < source.end and source.start < cue.end):
        return sentence
    text = sentence.text[: source.start] + words + sentence.text[source.end :]
    if cue and cue.start >= source.end:
        cue = cue.moved(len(words) - len(source.text))
    moved = Words(source.start, source.start + len(words), words)
    return GoldSentence(sentence.article, text, Attribution(moved, cue, sentence.attribution.kind))


def _slot(sentence: GoldSentence) -> tuple[Any, ...]:
    """What two sources must share to stand in each other's place."""
    source = sentence.attribution.source
    if source is None:
        return ()
    # « d'un témoin » takes no consonant; a pronoun stands where a name may not.
    elided = sentence.text[: source.start].endswith(("'", "’"))
    pronoun = SourceName.of(source.text).is_pronoun
    return sentence.attribution.kind, source.start == 0, elided, pronoun


def _span(words: Words | None) -> tuple[int, int] | None:
    return (words.start, words.end) if words else None


class TagCollator:
    """Pads a batch to its longest sentence."""

    def __init__(self, pad_id: int) -> None:
        self._pad_id = pad_id

    def __call__(self, examples: Sequence[dict[str, list[int]]]) -> dict[str, Any]:
        """Tensors ``input_ids``, ``attention_mask`` and ``labels``, each of shape (n, length)."""
        import torch

        from depeche.inference.batching import pad

        ids, mask = pad([tuple(example["input_ids"]) for example in examples], self._pad_id)
        labels, _ = pad([tuple(example["labels"]) for example in examples], NO_TAG)
        return {
            "input_ids": torch.from_numpy(ids),
            "attention_mask": torch.from_numpy(mask),
            "labels": torch.from_numpy(labels),
        }
