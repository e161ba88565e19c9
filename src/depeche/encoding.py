"""From sentences to model inputs: the same code in training and in tagging.

A sentence alone becomes ``<s> sentence </s>``, exactly what a plain
``pipeline("text-classification")`` feeds. With context it becomes the pair
``<s> sentence </s></s> headline before <mask> after </s>``, where the mask stands in the place of the
sentence. Special tokens and their places are read off the tokenizer, so that the pair has the form
each encoder was trained with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from depeche.errors import DepecheError

if TYPE_CHECKING:
    from tokenizers import Tokenizer


@dataclass(frozen=True, slots=True)
class EncodingSettings:
    """How much of an article a sentence is read with.

    Attributes:
        max_length: longest input in pieces, special tokens included.
        before: number of sentences of context before the sentence.
        after: number of sentences of context after it.
        headline: whether the headline is part of the context.
    """

    max_length: int = 128
    before: int = 2
    after: int = 1
    headline: bool = True

    @property
    def uses_context(self) -> bool:
        """Whether an input may hold more than the sentence."""
        return bool(self.before or self.after or self.headline)


@dataclass(frozen=True, slots=True)
class ModelInput:
    """Piece ids of one input; ``truncated`` says that the sentence itself was cut."""

    ids: tuple[int, ...]
    truncated: bool


class SentenceEncoder:
    """Builds model inputs with a fast tokenizer.

    Args:
        tokenizer: as loaded from ``tokenizer.json``; it is set to read special tokens in a text as
            ordinary characters, so that no article can smuggle one in.
        mask_token: the tokenizer's mask, which marks the sentence's place in its context.
        settings: how much context to add.

    Raises:
        DepecheError: the tokenizer cannot make inputs of a pair, or ``max_length`` leaves no room.
    """

    def __init__(self, tokenizer: Tokenizer, mask_token: str, settings: EncodingSettings) -> None:
        self.settings = settings
        self._tokenizer = tokenizer
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self._prefix, self._suffix, _ = _template(tokenizer, pair=False)
        _, self._pair_suffix, self._middle = _template(tokenizer, pair=True)
        tokenizer.encode_special_tokens = True
        mask = tokenizer.token_to_id(mask_token)
        if mask is None:
            raise DepecheError(f"the tokenizer has no mask token '{mask_token}'")
        #: The id of the mask, and those of the tokens that stand around sentences.
        self.mask_id: int = mask
        self.special_ids = frozenset((*self._prefix, *self._suffix, *self._pair_suffix, *self._middle))
        if self._room(0) < 1:
            raise DepecheError(f"max_length {settings.max_length} leaves no room for a sentence")

    @classmethod
    def from_folder(cls, folder: str | Path, settings: EncodingSettings) -> SentenceEncoder:
        """Open ``tokenizer.json`` and ``tokenizer_config.json`` of a checkpoint folder.

        Raises:
            DepecheError: a file is missing or broken.
        """
        import json

        from tokenizers import Tokenizer

        folder = Path(folder)
        try:
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            mask = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))["mask_token"]
        except Exception as error:  # tokenizers raises plain Exception
            raise DepecheError(f"{folder}: the tokenizer cannot be opened: {error}") from None
        return cls(tokenizer, mask if isinstance(mask, str) else mask["content"], settings)

    def encode_isolated(self, texts: Sequence[str]) -> list[ModelInput]:
        """Inputs of sentences that have nothing to do with each other."""
        return [self._alone(ids) for ids in self._pieces(texts)]

    def encode_article(self, texts: Sequence[str], headline: str | None = None) -> list[ModelInput]:
        """Inputs of the sentences of one article, in order, each in the context of the others.

        Args:
            texts: every sentence that is not boilerplate, the headline too where it is one of them.
            headline: the article's headline, wherever it comes from.
        """
        settings = self.settings
        if not settings.uses_context:
            return self.encode_isolated(texts)
        *pieces, title = self._pieces([*texts, headline or ""])
        if not settings.headline:
            title = []
        return [
            self._in_context(pieces, index, title, texts[index] == headline) for index in range(len(pieces))
        ]

    def encode_with_offsets(self, texts: Sequence[str]) -> list[tuple[ModelInput, list[tuple[int, int]]]]:
        """Inputs of sentences read alone, and where each piece of an input stands in its sentence.

        Offsets count characters and are half-open; those of special tokens are empty.
        """
        encodings = self._tokenizer.encode_batch(
            [self._readable(text) for text in texts], add_special_tokens=False
        )
        before, after = ([(0, 0)] * len(ids) for ids in (self._prefix, self._suffix))
        return [
            (self._alone(encoding.ids), [*before, *encoding.offsets[: self._room(0)], *after])
            for encoding in encodings
        ]

    def _pieces(self, texts: Sequence[str]) -> list[list[int]]:
        encodings = self._tokenizer.encode_batch_fast(
            [self._readable(text) for text in texts], add_special_tokens=False
        )
        return [encoding.ids for encoding in encodings]

    def _readable(self, text: str) -> str:
        # A "sentence" of megabytes (a table, base64) costs no more than what can be used of it.
        return text[: self.settings.max_length * 40]

    def _room(self, specials: int) -> int:
        return self.settings.max_length - len(self._prefix) - len(self._suffix) - specials

    def _alone(self, ids: Sequence[int]) -> ModelInput:
        room = self._room(0)
        return ModelInput((*self._prefix, *ids[:room], *self._suffix), len(ids) > room)

    def _in_context(
        self, pieces: list[list[int]], index: int, title: list[int], is_title: bool
    ) -> ModelInput:
        sentence = pieces[index]
        specials = len(self._middle) + len(self._pair_suffix) - len(self._suffix) + 1
        room = self._room(specials) - len(sentence)
        if room < 1:
            return self._alone(sentence)
        before = pieces[max(0, index - self.settings.before) : index]
        after = pieces[index + 1 : index + 1 + self.settings.after]
        if is_title or (title and title in before):
            title = []
        if not (before or after or title):
            return self._alone(sentence)
        # Nearest first: the sentence before (its end), the one after (its beginning), the headline, the rest.
        kept_before, room = _take_ends(before[-1:], room)
        kept_after, room = _take_starts(after[:1], room)
        kept_title, room = _take_starts([title], room)
        further_before, room = _take_ends(before[:-1], room)
        further_after, room = _take_starts(after[1:], room)
        return ModelInput(
            (
                *self._prefix,
                *sentence,
                *self._middle,
                *kept_title,
                *further_before,
                *kept_before,
                self.mask_id,
                *kept_after,
                *further_after,
                *self._pair_suffix,
            ),
            False,
        )


def _take_ends(parts: Sequence[Sequence[int]], room: int) -> tuple[list[int], int]:
    joined = [piece for part in parts for piece in part]
    kept = joined[-room:] if room else []
    return kept, room - len(kept)


def _take_starts(parts: Sequence[Sequence[int]], room: int) -> tuple[list[int], int]:
    kept = [piece for part in parts for piece in part][:room]
    return kept, room - len(kept)


def _template(
    tokenizer: Tokenizer, *, pair: bool
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """The special ids before the (first) sequence, after the last one, and between the two."""
    encoding = tokenizer.encode("a", "b") if pair else tokenizer.encode("a")
    places = [i for i, sequence in enumerate(encoding.sequence_ids) if sequence is not None]
    ids = encoding.ids
    between = [ids[i] for i in range(places[0], places[-1]) if encoding.sequence_ids[i] is None]
    return tuple(ids[: places[0]]), tuple(ids[places[-1] + 1 :]), tuple(between)
