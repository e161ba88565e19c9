"""The `VoiceFinder`: attributed sentences in; their sources, cues and voices out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from depeche.encoding import SentenceEncoder
from depeche.errors import DepecheError
from depeche.inference.backends import Backend, OnnxBackend
from depeche.inference.batching import compute_piece_logits
from depeche.inference.checkpoint import ONNX_FILES, open_checkpoint
from depeche.inference.cores import available_cores
from depeche.inference.records import TaggedSentence
from depeche.inference.window import WINDOW
from depeche.voices.grouping import name_voices
from depeche.voices.records import Attribution
from depeche.voices.tags import TAGS, attribution_of


class VoiceFinder:
    """Finds who vouches for a sentence, in the sentence's own words.

    Make one with :meth:`from_pretrained`. It may be used from one thread at a time.

    Attributes:
        name: what reports call it.
        backend: what computes the logits.
    """

    def __init__(self, encoder: SentenceEncoder, backend: Backend, pad_id: int, name: str = "voices") -> None:
        self.name, self.backend = name, backend
        self._encoder, self._pad_id = encoder, pad_id

    @classmethod
    def from_pretrained(
        cls,
        name_or_path: str | Path | None = None,
        *,
        threads: int | None = None,
        revision: str | None = None,
    ) -> VoiceFinder:
        """Open the bundled finder, a checkpoint folder, or a Hub id; it runs on ONNX Runtime.

        Args:
            name_or_path: None is the finder that ships with the package.
            threads: threads of one matrix product; by default the cores this process may use.
            revision: a branch, tag or commit, for a Hub id.

        Raises:
            DepecheError: not a checkpoint of this task, or broken; says what to do.
        """
        checkpoint = open_checkpoint(
            name_or_path or "bundled:compact-voices", revision, labels=TAGS, command="depeche voices train"
        )
        if not checkpoint.onnx:
            raise DepecheError(f"{checkpoint.folder}: no {ONNX_FILES['int8']}: run depeche voices train")
        encoder = SentenceEncoder.from_folder(checkpoint.folder, checkpoint.encoding)
        path = checkpoint.folder / ONNX_FILES["int8"]
        backend = OnnxBackend(path, threads or available_cores(), outputs=len(TAGS))
        return cls(encoder, backend, checkpoint.pad_id, checkpoint.name)

    def find(self, sentences: Sequence[str]) -> list[Attribution]:
        """The source and the cue of each sentence, read by itself, with offsets into it.

        Whether a sentence is attributed at all is the tagger's to say: give only such sentences.

        Raises:
            TypeError: ``sentences`` is a string.
        """
        if isinstance(sentences, str):
            raise TypeError("find takes a list of sentences; for a text use Tagger.tag and then attribute")
        found: list[Attribution] = []
        for start in range(0, len(sentences), WINDOW):
            window = sentences[start : start + WINDOW]
            encoded = self._encoder.encode_with_offsets(window)
            logits = compute_piece_logits([item for item, _ in encoded], self.backend, self._pad_id)
            for text, (_, offsets), rows in zip(window, encoded, logits, strict=True):
                own = [place for place, (first, last) in enumerate(offsets) if first < last]
                found.append(attribution_of(text, [offsets[place] for place in own], rows[own]))
        return found

    def attribute(self, sentences: Sequence[TaggedSentence]) -> list[TaggedSentence]:
        """The tagged sentences of one article, the attributed ones with their ``attribution``.

        Offsets point into the article, and every source is counted to a voice of it
        (:func:`depeche.voices.grouping.name_voices`).
        """
        attributed = [s for s in sentences if s.label == "attributed_claim"]
        found = self.find([s.text for s in attributed])
        moved = [a.moved(s.start) for a, s in zip(found, attributed, strict=True)]
        named = iter(name_voices(moved))
        return [
            replace(s, attribution=next(named)) if s.label == "attributed_claim" else s for s in sentences
        ]
