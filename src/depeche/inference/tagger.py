"""The `Tagger`: texts in, labelled sentences with probabilities and offsets out."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from depeche.encoding import ModelInput, SentenceEncoder
from depeche.inference.ahead import ahead
from depeche.inference.backends import Backend, open_backend
from depeche.inference.batching import TOKENS_PER_BATCH, softmax
from depeche.inference.checkpoint import Checkpoint, open_checkpoint
from depeche.inference.records import Prediction, TaggedSentence
from depeche.inference.window import WINDOW, SlidingWindow, Slot
from depeche.labels import LABELS
from depeche.segmentation import Segment, segment


class Tagger:
    """Tells, for every sentence of a French news text, who vouches for it.

    It says who vouches; it checks no fact. Make one with :meth:`from_pretrained`. A tagger may be
    used from one thread at a time.

    Attributes:
        checkpoint: the opened checkpoint: its folder, context setting and temperature.
        backend: what computes the logits.
        abstain: texts are tagged with no label on sentences whose most probable one is less probable than
            this, from 0 to 1; 0 decides always.
        window: distinct sentences that wait for others of their length; bounds the memory of a long stream.
        batch_tokens: pieces in one padded batch.
    """

    def __init__(self, checkpoint: Checkpoint, backend: Backend, abstain: float = 0.0) -> None:
        if not 0 <= abstain <= 1:
            raise ValueError(f"abstain is {abstain}, expected a probability from 0 to 1")
        self.checkpoint, self.backend, self.abstain = checkpoint, backend, abstain
        self.window, self.batch_tokens = WINDOW, TOKENS_PER_BATCH
        self._encoder = SentenceEncoder.from_folder(checkpoint.folder, checkpoint.encoding)

    @classmethod
    def from_pretrained(
        cls,
        name_or_path: str | Path | None = None,
        *,
        backend: str = "auto",
        threads: int | None = None,
        revision: str | None = None,
        abstain: float = 0.0,
    ) -> Tagger:
        """Open the bundled tagger, a checkpoint folder, or a Hub id; nothing is downloaded but for a Hub id.

        Args:
            name_or_path: None is the tagger that ships with the package.
            backend: see :func:`depeche.inference.backends.open_backend`.
            threads: threads of one matrix product; by default the cores this process may use.
            revision: a branch, tag or commit, for a Hub id.
            abstain: see :class:`Tagger`.

        Raises:
            DepecheError: not a checkpoint of this task, or broken; says what to do.
            ValueError: ``abstain`` is no probability.
        """
        checkpoint = open_checkpoint(name_or_path, revision)
        return cls(checkpoint, open_backend(checkpoint, backend, threads), abstain)

    def tag(self, text: str) -> list[TaggedSentence]:
        """Split a text into sentences and tag them.

        Returns:
            The sentences in order, boilerplate too (with ``label=None``), so that they tile the text:
            ``text[s.start:s.end] == s.text`` for each. An empty text gives an empty list.

        Raises:
            TypeError: ``text`` is no string.
        """
        if not isinstance(text, str):
            raise TypeError(f"tag takes one text, not {type(text).__name__}; for several use tag_many")
        segments, inputs = self._prepare(text)
        predictions = iter(self._predict(inputs))
        return self._tagged(segments, predictions)

    def tag_many(self, texts: Iterable[str]) -> Iterator[list[TaggedSentence]]:
        """Tag texts lazily, in their order, in memory that does not grow with their number.

        Texts are taken from ``texts`` in the caller's thread; a second thread splits and tokenises them while
        the model computes, and ends with the iterator.

        Raises:
            TypeError: ``texts`` is a string; use :meth:`tag`.
        """
        if isinstance(texts, str):
            raise TypeError("tag_many takes an iterable of texts; for one text use tag")
        return self._tag_stream(texts)

    def _tag_stream(self, texts: Iterable[str]) -> Iterator[list[TaggedSentence]]:
        window = self._new_window()
        waiting: deque[tuple[list[Segment], list[ModelInput], list[Slot]]] = deque()
        size = 0
        for segments, inputs in ahead(self._prepare, texts):
            waiting.append((segments, inputs, [window.add(item.ids) for item in inputs]))
            size += len(segments) + 1
            # Sentences that come again do not fill the window: they must not pile up before it.
            while waiting and (size > 2 * self.window or _is_done(waiting[0][2])):
                while not _is_done(waiting[0][2]):
                    window.advance()
                size -= len(waiting[0][0]) + 1
                yield self._answer(*waiting.popleft())
        window.finish()
        while waiting:
            yield self._answer(*waiting.popleft())

    def _prepare(self, text: str) -> tuple[list[Segment], list[ModelInput]]:
        segments = segment(text)
        speaking = [s for s in segments if s.kind != "boilerplate"]
        headline = next((s.text for s in speaking if s.kind == "headline"), None)
        return segments, self._encoder.encode_article([s.text for s in speaking], headline)

    def _answer(
        self, segments: Sequence[Segment], inputs: Sequence[ModelInput], slots: Sequence[Slot]
    ) -> list[TaggedSentence]:
        return self._tagged(segments, iter(self._predictions(inputs, slots)))

    def _tagged(self, segments: Sequence[Segment], predictions: Iterator[Prediction]) -> list[TaggedSentence]:
        return [
            _tagged(s, None if s.kind == "boilerplate" else next(predictions), self.abstain) for s in segments
        ]

    def tag_sentences(self, sentences: Sequence[str], title: str | None = None) -> list[Prediction]:
        """Classify the sentences of one article that is already split, each in the context of the others.

        Raises:
            TypeError: ``sentences`` is a string; use :meth:`tag`.
        """
        _refuse_text(sentences, "tag_sentences")
        return self.tag_articles([(sentences, title)])[0]

    def tag_articles(self, articles: Iterable[tuple[Sequence[str], str | None]]) -> list[list[Prediction]]:
        """:meth:`tag_sentences` of many articles at once, in full batches: sentences and title of each."""
        inputs = [self._encoder.encode_article(list(sentences), title) for sentences, title in articles]
        predictions = iter(self._predict([item for article in inputs for item in article]))
        return [[next(predictions) for _ in article] for article in inputs]

    def classify(self, sentences: Sequence[str]) -> list[Prediction]:
        """Classify sentences that have nothing to do with each other.

        Raises:
            TypeError: ``sentences`` is a string; use :meth:`tag`.
        """
        _refuse_text(sentences, "classify")
        return self._predict(self._encoder.encode_isolated(list(sentences)))

    def _predict(self, inputs: Sequence[ModelInput]) -> list[Prediction]:
        window = self._new_window()
        slots = [window.add(item.ids) for item in inputs]
        window.finish()
        return self._predictions(inputs, slots)

    def _new_window(self) -> SlidingWindow:
        return SlidingWindow(
            self.backend, self.checkpoint.pad_id, window=self.window, tokens=self.batch_tokens
        )

    def _predictions(self, inputs: Sequence[ModelInput], slots: Sequence[Slot]) -> list[Prediction]:
        if not inputs:
            return []
        logits = np.asarray([slot.logits for slot in slots], dtype=np.float32)
        rows = softmax(logits, self.checkpoint.temperature)
        return [_prediction(row, item) for row, item in zip(rows, inputs, strict=True)]


def _is_done(slots: Sequence[Slot]) -> bool:
    return all(slot.logits is not None for slot in slots)


def _refuse_text(sentences: Sequence[str], name: str) -> None:
    if isinstance(sentences, str):
        raise TypeError(f"{name} takes a list of sentences; for a text use tag, which splits it")


def _prediction(probabilities: np.ndarray, item: ModelInput) -> Prediction:
    scores = dict(zip(LABELS, map(float, probabilities), strict=True))
    return Prediction(label=LABELS[int(probabilities.argmax())], scores=scores, truncated=item.truncated)  # type: ignore[arg-type]


def _tagged(part: Segment, prediction: Prediction | None, abstain: float) -> TaggedSentence:
    undecided = prediction is not None and prediction.score < abstain
    return TaggedSentence(
        text=part.text,
        start=part.start,
        end=part.end,
        kind=part.kind,
        label=prediction.label if prediction and not undecided else None,
        scores=prediction.scores if prediction else None,
        truncated=prediction.truncated if prediction else False,
        abstained=undecided,
    )
