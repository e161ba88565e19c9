from __future__ import annotations

import pytest

from depeche.corpus.voice_gold import GoldSentence
from depeche.evaluation.voice_scores import score_voices
from depeche.voices.records import Attribution, Words

TEXT = "Selon la préfecture du Nord, rien ne presse."


def found(source: str | None, cue: str | None = "Selon", kind: str = "institution") -> Attribution:
    cut = [Words.cut(TEXT, (TEXT.index(w), TEXT.index(w) + len(w))) if w else None for w in (source, cue)]
    return Attribution(*cut, kind)  # type: ignore[arg-type]


def gold(attribution: Attribution, article: str = "a") -> GoldSentence:
    return GoldSentence(article, TEXT, attribution)


def test_words_are_counted_over_all_sentences() -> None:
    right = found("la préfecture du Nord")  # 4 words
    answers = [found("la préfecture"), found("rien ne", None, "named")]
    result = score_voices([gold(right), gold(found(None, "Selon", "hearsay"), "b")], answers, samples=100)
    source = result["source"]
    # Said 2 + 2 words, 2 of them right; the gold has 4.
    assert source["precision"]["value"] == pytest.approx(0.5)
    assert source["recall"]["value"] == pytest.approx(0.5)
    assert source["f1"]["value"] == pytest.approx(0.5)
    assert source["exact"]["value"] == 0.0
    assert result["cue"]["f1"]["value"] == pytest.approx(2 / 3)
    assert result["cue"]["exact"]["value"] == 0.5
    assert result["kind"]["value"] == 0.5
    assert result["kinds"]["institution"] == {"n": 1, "right": 1}
    assert result["kinds"]["hearsay"] == {"n": 1, "right": 0}


def test_perfect_answers_and_rightly_nothing() -> None:
    answers = [found("la préfecture du Nord"), found(None, None, "context")]
    result = score_voices([gold(a, str(i)) for i, a in enumerate(answers)], answers, samples=100)
    assert result["source"]["exact"]["value"] == result["source"]["f1"]["value"] == 1.0
    assert result["kind"] == {"value": 1.0, "low": 1.0, "high": 1.0}


def test_intervals_hold_the_figure_and_go_by_article() -> None:
    sentences = [gold(found("la préfecture du Nord"), str(i // 2)) for i in range(20)]
    answers = [found("la préfecture du Nord" if i < 10 else None) for i in range(20)]
    f1 = score_voices(sentences, answers, samples=300)["source"]["f1"]
    assert f1["low"] < f1["value"] < f1["high"]
    assert f1 == score_voices(sentences, answers, samples=300)["source"]["f1"]
    alone = score_voices([gold(s.attribution) for s in sentences], answers)["source"]["f1"]
    assert (alone["low"], alone["high"]) == (None, None)


def test_answers_must_match_the_sentences() -> None:
    with pytest.raises(ValueError, match="0 answers to 1 sentences"):
        score_voices([gold(found(None))], [])
