from __future__ import annotations

import pytest

from depeche.evaluation.voice_rules import rule_attribution


@pytest.mark.parametrize(
    ("text", "source", "cue", "kind"),
    [
        ("Selon la préfecture, rien ne presse.", "la préfecture", "Selon", "institution"),
        ("Tout va bien, d'après un témoin.", "un témoin", "d'après", "anonymous"),
        ("« Non », a déclaré Claire Roy.", "Claire Roy", "a déclaré", "named"),
        ("« Non », dit le maire, Luc Le Goff, qui part.", "le maire, Luc Le Goff", "dit", "named"),
        ("Un rapport indique que le lac baisse.", "Un rapport", "indique", "document"),
        ("Rien ne presse, assure-t-elle.", "elle", "assure-t-", "named"),
        ("L'attaque aurait fait douze morts.", None, "aurait", "hearsay"),
        ("« Nous partirons demain. »", None, None, "context"),
    ],
)
def test_cues(text: str, source: str | None, cue: str | None, kind: str) -> None:
    found = rule_attribution(text)
    assert (found.source and found.source.text, found.kind) == (source, kind)
    assert (found.cue.text if found.cue else None) == cue or (
        cue and found.cue and found.cue.text.startswith(cue)
    )


def test_time_grows_with_the_length_only() -> None:
    import time

    began = time.perf_counter()
    rule_attribution("le maire de la ville " * 500)
    rule_attribution("Selon " + "A Bb, " * 2000)
    assert time.perf_counter() - began < 5
