from __future__ import annotations

from types import SimpleNamespace

from depeche.inference.explain import explain
from depeche.inference.records import TaggedSentence
from depeche.labels import LABELS

F, A, _ = LABELS


class FakeTagger:
    """« selon » makes a claim, « lui » strengthens it."""

    def classify(self, texts: list[str]) -> list[SimpleNamespace]:
        answers = []
        for text in texts:
            claim = 0.1 + 0.6 * ("selon" in text.lower()) + 0.2 * ("lui" in text)
            scores = dict(zip(LABELS, (0.9 - claim + 0.05, claim, 0.05), strict=True))
            answers.append(SimpleNamespace(scores=scores, label=max(scores, key=scores.__getitem__)))
        return answers


def tagged(text: str, start: int, label: str | None = A) -> TaggedSentence:
    scores = dict.fromkeys(LABELS, 1 / 3) if label else None
    kind = "body" if label else "boilerplate"
    return TaggedSentence(text, start, start + len(text), kind, label, scores, truncated=False)  # type: ignore[arg-type]


def test_the_words_that_carry_the_label_come_first_and_point_into_the_source() -> None:
    source = "PARIS — Selon lui, c'est fini."
    sentences = [tagged("PARIS —", 0, None), tagged("Selon lui, c'est fini.", 8)]
    dateline, sentence = explain(FakeTagger(), sentences)  # type: ignore[arg-type]
    assert dateline.evidence == ()
    assert [word.text for word in sentence.evidence] == ["Selon", "lui"]
    assert [source[word.start : word.end] for word in sentence.evidence] == ["Selon", "lui"]
    assert [round(word.drop, 2) for word in sentence.evidence] == [0.6, 0.2]


def test_words_that_change_nothing_are_not_named() -> None:
    (sentence,) = explain(FakeTagger(), [tagged("Il pleut.", 0, F)])  # type: ignore[arg-type]
    assert sentence.evidence == ()


def test_nothing_to_explain() -> None:
    assert explain(FakeTagger(), []) == []  # type: ignore[arg-type]
    marks = tagged("!!!", 0)
    assert explain(FakeTagger(), [marks]) == [marks]  # type: ignore[arg-type]
