from __future__ import annotations

from dataclasses import replace

from depeche.voices.grouping import name_voices
from depeche.voices.records import Attribution, Words
from depeche.voices.voice_map import Voice, voice_map


def test_counts_add_up_and_the_kind_is_the_commonest() -> None:
    sources = ["Mme Roy", None, "le préfet", "Claire Roy", "Elle", "ils"]
    found = [
        Attribution(Words(0, len(s), s), None, "named") if s else Attribution(None, None, "context")
        for s in sources
    ]
    found[2] = replace(found[2], kind="institution")
    found[4] = replace(found[4], kind="anonymous")  # a pronoun's kind is a guess: it has no vote
    counted = voice_map(name_voices(found))
    assert counted.attributed == 6
    assert counted.voices == (
        Voice("Claire Roy", "named", 3, 0.5, ("Mme Roy", "Claire Roy")),
        Voice("le préfet", "institution", 1, 1 / 6, ("le préfet",)),
    )
    assert (counted.unresolved, counted.unnamed) == (1, 1)
    total = sum(v.sentences for v in counted.voices) + counted.unresolved + counted.unnamed
    assert total == counted.attributed


def test_nothing_attributed() -> None:
    counted = voice_map([])
    assert counted.as_dict() == {"attributed": 0, "voices": (), "unresolved": 0, "unnamed": 0}
    assert counted.share(0) == 0.0
