"""The words that carried each decision, by occlusion through whatever backend computes the logits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from depeche.inference.records import Evidence, TaggedSentence
from depeche.inference.tagger import Tagger

#: Words named for a sentence, and the least loss of probability for which a word is named.
MOST_WORDS, LEAST_DROP = 3, 0.02
# A word with what is elided before it stands by itself (l' | armée), « a-t-il » and « sous-préfet » are one.
_WORD = re.compile(r"\w+(?:-\w+)*['’]?")


def explain(tagger: Tagger, sentences: Sequence[TaggedSentence]) -> list[TaggedSentence]:
    """The sentences with their ``evidence``: the words without which the label would lose most probability.

    Each word is left out in turn and the sentence is read again, by itself also where the tagger reads
    context (Zeiler and Fergus 2014, arXiv:1311.2901; Li et al. 2016, arXiv:1612.08220). This tells what
    the model leaned on, not why a reader would agree, and costs as much as tagging a sentence once a word.
    """
    words = [list(_WORD.finditer(s.text)) if s.scores is not None else [] for s in sentences]
    variants = [
        variant
        for sentence, found in zip(sentences, words, strict=True)
        if found
        for variant in (sentence.text, *(_without(sentence.text, word) for word in found))
    ]
    scores = iter(tagger.classify(variants))
    explained = []
    for sentence, found in zip(sentences, words, strict=True):
        if not found:
            explained.append(sentence)
            continue
        whole = next(scores)
        label = sentence.label or whole.label
        drops = [(whole.scores[label] - next(scores).scores[label], word) for word in found]
        drops.sort(key=lambda item: (-item[0], item[1].start()))
        evidence = tuple(
            Evidence(sentence.start + word.start(), sentence.start + word.end(), word.group(), drop)
            for drop, word in drops[:MOST_WORDS]
            if drop >= LEAST_DROP
        )
        explained.append(replace(sentence, evidence=evidence))
    return explained


def _without(text: str, word: re.Match[str]) -> str:
    """The sentence without the word; a blank stays if it was the last word, so that no input is empty."""
    return (text[: word.start()] + text[word.end() :]).strip() or " "
