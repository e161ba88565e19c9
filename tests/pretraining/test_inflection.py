from __future__ import annotations

import pytest

from depeche.pretraining.inflection import inflect


@pytest.mark.parametrize(
    ("lemma", "pos", "some"),
    [
        ("bafouer", "verb", "bafoue bafouent bafouait bafoua bafouera bafoué bafouées bafouant"),
        ("ranger", "verb", "range rangeait rangea rangé"),
        ("lancer", "verb", "lance lançait lançant lancées"),
        ("déployer", "verb", "déploie déploiera déployait déployé"),
        ("trahir", "verb", "trahit trahissent trahissait trahie"),
        ("défendre", "verb", "défend défendait défendu défendront"),
        ("fiasco", "noun", "fiasco fiascos"),
        ("aveu", "noun", "aveu aveux"),
        ("journal", "noun", "journal journaux"),
        ("diktat", "noun", "diktats"),
        ("honteux", "adj", "honteux honteuse honteuses"),
        ("brutal", "adj", "brutale brutales brutaux"),
        ("destructeur", "adj", "destructrice destructrices"),
        ("naïf", "adj", "naïve naïfs"),
        ("public", "adj", "publique publics"),
        ("manifestement", "adv", "manifestement"),
    ],
)
def test_forms_that_stand_in_texts(lemma: str, pos: str, some: str) -> None:
    assert set(some.split()) <= inflect(lemma, pos)


def test_only_inflected_parts_of_speech_change() -> None:
    assert inflect("bat de l'aile", "idiom") == {"bat de l'aile"}
