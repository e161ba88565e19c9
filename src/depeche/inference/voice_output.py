"""What `depeche tag --voices` adds: attributions on the sentences, and a voice map of every document."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from depeche.files import replacing
from depeche.inference.records import TaggedSentence
from depeche.voices.voice_map import voice_map

Attribute = Callable[[str, list[TaggedSentence]], list[TaggedSentence]]


@dataclass(frozen=True, slots=True)
class VoiceOptions:
    """Whether sources and cues are looked for, and what is written of them.

    Attributes:
        wanted: whether they are looked for; a path to write to says so, too.
        path: JSONL file of voice maps, one line a document; None writes none.
        checkpoint: what finds them; None is the finder that ships with the package.
    """

    wanted: bool = False
    path: Path | None = None
    checkpoint: str | None = None

    @contextmanager
    def open(self, threads: int | None = None) -> Iterator[Attribute]:
        """Give what takes a document's name and its tagged sentences, and returns them attributed.

        The file of voice maps takes its place when the block ends without error.

        Raises:
            DepecheError: the checkpoint cannot be opened.
        """
        if not (self.wanted or self.path):
            yield lambda _, sentences: sentences
            return
        from depeche.inference.voice_finder import VoiceFinder

        finder = VoiceFinder.from_pretrained(self.checkpoint, threads=threads)
        with ExitStack() as stack:
            out = stack.enter_context(replacing(self.path)) if self.path else None

            def attribute(name: str, sentences: list[TaggedSentence]) -> list[TaggedSentence]:
                attributed = finder.attribute(sentences)
                if out:
                    out.write(json.dumps(voice_map_row(name, attributed), ensure_ascii=False) + "\n")
                return attributed

            yield attribute


#: Nothing is looked for.
NO_VOICES: Final = VoiceOptions()


def voice_map_row(name: str, sentences: list[TaggedSentence]) -> dict[str, Any]:
    """The voice map of one document as a JSON object, with the document's name first."""
    counted = voice_map(s.attribution for s in sentences).as_dict()
    for voice in counted["voices"]:
        voice["share"] = round(voice["share"], 4)
    return {"document": name, **counted}
