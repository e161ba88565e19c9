"""depeche: who vouches for each sentence of a French news text.

.. code-block:: python

    from depeche import Tagger

    tagger = Tagger.from_pretrained()
    for sentence in tagger.tag(article):
        print(sentence.start, sentence.end, sentence.label, sentence.score, sentence.text)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from depeche.articles import Article, Sentence
    from depeche.errors import DepecheError
    from depeche.inference.records import Prediction, TaggedSentence
    from depeche.inference.tagger import Tagger
    from depeche.inference.voice_finder import VoiceFinder
    from depeche.labels import LABELS
    from depeche.voices.voice_map import voice_map

__version__ = "0.1.0"

_HOMES = {
    "Article": "depeche.articles",
    "DepecheError": "depeche.errors",
    "LABELS": "depeche.labels",
    "Prediction": "depeche.inference.records",
    "Sentence": "depeche.articles",
    "TaggedSentence": "depeche.inference.records",
    "Tagger": "depeche.inference.tagger",
    "VoiceFinder": "depeche.inference.voice_finder",
    "voice_map": "depeche.voices.voice_map",
}
__all__ = [
    "LABELS",
    "Article",
    "DepecheError",
    "Prediction",
    "Sentence",
    "TaggedSentence",
    "Tagger",
    "VoiceFinder",
    "voice_map",
]


def __getattr__(name: str) -> Any:
    # `import depeche` alone loads nothing heavy; each name is imported when it is first used.
    if name not in _HOMES:
        raise AttributeError(f"module 'depeche' has no attribute '{name}'")
    from importlib import import_module

    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
