"""The `Tagger`: texts in, labelled sentences with probabilities and offsets out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

import numpy as np

from depeche.encoding import ModelInput, SentenceEncoder
from depeche.inference.backends import Backend, open_backend
from depeche.inference.batching import compute_logits, softmax
from depeche.inference.checkpoint import Checkpoint, open_checkpoint
from depeche.inference.records import Prediction, TaggedSentence
from depeche.labels import LABELS
from depeche.segmentation import Segment, segment

#: Sentences that are encoded and sorted by length together: constant memory, little padding.
WINDOW = 2048


class Tagger:
    """Tells, for every sentence of a French news text, who vouches for it.

    It says who vouches; it checks no fact. Make one with :meth:`from_pretrained`. A tagger may be
    used from one thread at a time.

    Attributes:
        checkpoint: the opened checkpoint: its folder, context setting and temperature.
        backend: what computes the logits.
        abstain: texts are tagged with no label on sentences whose most probable one is less probable than
            this, from 0 to 1; 0 decides always.
    """

    def __init__(self, checkpoint: Checkpoint, backend: Backend, abstain: float = 0.0) -> None:
        if not 0 <= abstain <= 1:
            raise ValueError(f"abstain is {abstain}, expected a probability from 0 to 1")
        self.checkpoint, self.backend, self.abstain = checkpoint, backend, abstain
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
            backend: ``onnx``, ``torch`` or ``auto`` (ONNX where the checkpoint has it).
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
        return next(iter(self.tag_many([text])))

    def tag_many(self, texts: Iterable[str]) -> Iterator[list[TaggedSentence]]:
        """Tag texts lazily, in their order, in memory that does not grow with their number.

        Raises:
            TypeError: ``texts`` is a string; use :meth:`tag`.
        """
        if isinstance(texts, str):
            raise TypeError("tag_many takes an iterable of texts; for one text use tag")
        return self._tag_windows(texts)

    def _tag_windows(self, texts: Iterable[str]) -> Iterator[list[TaggedSentence]]:
        waiting: list[tuple[list[Segment], list[ModelInput]]] = []
        size = 0
        for text in texts:
            segments = segment(text)
            inputs = self._encode(segments)
            waiting.append((segments, inputs))
            size += len(inputs)
            if size >= WINDOW:
                yield from self._flush(waiting)
                waiting, size = [], 0
        yield from self._flush(waiting)

    def _encode(self, segments: Sequence[Segment]) -> list[ModelInput]:
        speaking = [s for s in segments if s.kind != "boilerplate"]
        headline = next((s.text for s in speaking if s.kind == "headline"), None)
        return self._encoder.encode_article([s.text for s in speaking], headline)

    def _flush(
        self, waiting: Sequence[tuple[list[Segment], list[ModelInput]]]
    ) -> Iterator[list[TaggedSentence]]:
        predictions = iter(self._predict(list(chain.from_iterable(inputs for _, inputs in waiting))))
        for segments, _ in waiting:
            yield [
                _tagged(s, None if s.kind == "boilerplate" else next(predictions), self.abstain)
                for s in segments
            ]

    def tag_sentences(self, sentences: Sequence[str], title: str | None = None) -> list[Prediction]:
        """Classify the sentences of one article that is already split, each in the context of the others.

        Raises:
            TypeError: ``sentences`` is a string; use :meth:`tag`.
        """
        _refuse_text(sentences, "tag_sentences")
        return self._predict(self._encoder.encode_article(list(sentences), title))

    def classify(self, sentences: Sequence[str]) -> list[Prediction]:
        """Classify sentences that have nothing to do with each other.

        Raises:
            TypeError: ``sentences`` is a string; use :meth:`tag`.
        """
        _refuse_text(sentences, "classify")
        return self._predict(self._encoder.encode_isolated(list(sentences)))

    def _predict(self, inputs: Sequence[ModelInput]) -> list[Prediction]:
        predictions: list[Prediction] = []
        for start in range(0, len(inputs), WINDOW):
            window = inputs[start : start + WINDOW]
            logits = compute_logits(window, self.backend, self.checkpoint.pad_id)
            rows = softmax(logits, self.checkpoint.temperature)
            predictions += [_prediction(row, item) for row, item in zip(rows, window, strict=True)]
        return predictions


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
