from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from depeche.evaluation.cue_rules import CueRules
from depeche.labels import LABELS

F, A, E = LABELS


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Le viaduc a rouvert lundi après six semaines de travaux.", F),
        ("Le tribunal a condamné l'ancien trésorier à deux ans de prison.", F),
        ("Deux corps ont été retrouvés dans la rivière.", F),
        ("Le vote varie selon les cas.", F),
        ("Pourquoi avez-vous quitté le syndicat ?", F),
        ("La loi « sécurité globale » a été promulguée en mai.", F),
        ("Selon la gendarmerie, la route restera fermée.", A),
        ("La route restera fermée, a indiqué la préfète mardi.", A),
        ("« Nous partirons », a répondu le directeur.", A),
        ("« Personne ne nous a prévenus.", A),
        ("Le port sera agrandi, assure-t-il.", A),
        ("Le patron du club a expliqué lundi soir que le stade serait vendu.", A),
        ("L'explosion aurait fait douze blessés.", A),
        ("Des tirs auraient été entendus près du pont.", A),
        ("Il se murmure que le ministre s'en irait.", A),
        ("Une étude de l'université montre que les ventes reculent.", A),
        ("Le groupe dément.", A),
        ("Les sauveteurs disent ne pas avoir reçu l'alerte.", A),
        ("Inondations : « On a tout perdu »", A),
        ("« C'est une honte », a lancé l'élue.", A),
        ("Cette réforme est une mascarade.", E),
        ("Il faut rendre ces clés aux habitants.", E),
        ("Et pour cause : le préfet a menti, selon lui.", E),
        ("Le ministre ose prétendre que tout va bien.", E),
        ("À notre avis, le jury s'est trompé.", E),
        ("Qui s'en étonnera ?", E),
        ("L'armée a lâchement abandonné la ville.", E),
        ("Quel gâchis !", E),
    ],
)
def test_cues_name_the_label(text: str, label: str) -> None:
    assert CueRules().label(text) == label


@pytest.mark.parametrize(
    ("plain", "printed"),
    [
        ("D'après l'élu, le pont tient.", "D’après l’élu, le pont tient."),
        ('"Tout va bien", a dit le juge.', "“Tout va bien”, a dit le juge."),
        ("Quelle honte !", "Quelle honte\u202f!"),
        ("Selon l'élu, rien ne presse.", "Selon\u00a0l'élu, rien\u00a0ne presse."),
    ],
)
def test_typography_changes_nothing(plain: str, printed: str) -> None:
    assert CueRules().label(printed) == CueRules().label(plain) != F


def test_words_in_guillemets_are_not_the_writers() -> None:
    rules = CueRules()
    assert rules.label("Le maire parle d'une « mascarade honteuse » devant la presse.") == A
    assert rules.label("« Il ose prétendre cela », a dit l'élu.") == A
    assert rules.label("Il ose prétendre cela.") == E


def test_probabilities_are_a_smoothed_choice() -> None:
    probabilities = CueRules().predict_proba(["Selon l'élu, le pont tient.", "Le pont tient."])
    assert probabilities == pytest.approx(np.array([[0.05, 0.9, 0.05], [0.9, 0.05, 0.05]]))


@given(st.text(alphabet=st.sampled_from("ab éà'’«»\"“”?!.,…:-1\n\u00a0"), max_size=200))
def test_any_text_gets_a_label(text: str) -> None:
    assert CueRules().label(text) in LABELS
