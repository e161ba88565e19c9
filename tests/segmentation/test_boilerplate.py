from __future__ import annotations

import pytest

from depeche.segmentation.boilerplate import is_boilerplate, is_dateline

BOILERPLATE = [
    "Par Jean Dupont",
    "Par Jean Dupont et Marie Roy, à Berlin",
    "Par Jean Dupont (avec AFP)",
    "Par Jean Dupont avec AFP",
    "Par la rédaction",
    "Par L'Obs avec AFP",
    "Par La rédaction de Ouest Matin",
    "Par Anne de La Tour, envoyée spéciale à Kiev",
    "Propos recueillis par Claire Petit",
    "De notre correspondant à Rome",
    "Publié le 3 mars 2024 à 14h32",
    "Publié le 03/03/2024 à 14:32",
    "Publié hier à 18h",
    "Mis à jour le 3 mars 2024",
    "Publié le lundi 3 mars 2025 à 6 h 30 | Mis à jour à 7 h",
    "PARIS, 3 mars (AFP) -",
    "Paris (AFP) –",
    "PARIS —",
    "Aix-en-Provence, le 4 avril 2024 –",
    "Nouvelle-Orléans, mardi 4 avril",
    "PARIS 3 mars (AFP)",
    "(AFP)",
    "AFP/Reuters",
    "14h32",
    "14h32 -",
    "Le 3 mars 2024",
    "Lire aussi : le maire s'explique",
    "À lire aussi > le maire",
    "» Lire aussi : toto",
    "Lire aussi Le maire s'explique",
    "À LIRE AUSSI",
    "LIRE AUSSI : Grève",
    "Voir aussi : la vidéo",
    "(Lire aussi page 4.)",
    "(Lire notre édition d'hier.)",
    "mkr-ann/lp",
    "jlp/mat/shu",
    "sl-jmo",
    "https://exemple.fr/a/b",
    "www.exemple.fr",
    "redaction@exemple.fr",
    "Contact : redaction@exemple.fr",
    "Crédit photo : Jean Petit",
    "Photo : AFP",
    "© Le Monde",
    "Source : Insee",
    "***",
    "- - -",
    "Partager sur Facebook",
    "12 commentaires",
    "Abonnez-vous pour lire la suite",
    "Suivez-nous sur X, Facebook et Instagram",
    "Article réservé aux abonnés",
    "Tous droits réservés.",
    "Temps de lecture : 3 min",
    "Publicité",
    "(Photo AFP)",
    "Photo Jean Petit",
    "PHOTO : J. PETIT/AFP",
]
SENTENCES = [
    "Par Toutatis, que le ciel nous tienne !",
    "Par conséquent, le maire renonce.",
    "Par Paris ou par Lyon, la route est longue.",
    "Publié le 3 mars, le rapport conclut à une erreur.",
    "Publié hier, le décret entre en vigueur.",
    "Lire aussi fort n'est pas permis.",
    "Lire est un plaisir.",
    "Partager le pouvoir est difficile.",
    "La suite mardi",
    "Lundi",
    "Hier",
    "Le 3 mars 2024, le maire a démissionné.",
    "Rendez-vous le 3 mars.",
    "Paris brûle",
    "Photo de famille au G7",
    "Sources proches du dossier",
    "Annonces en cascade",
    "Publicité mensongère : la firme condamnée",
    "Peut-être",
    "AFP : la direction s'explique",
    "Contact rompu avec la sonde",
    "Marseille",
    "Abonnez-vous, disaient-ils.",
    "À voir les sondages, rien n'est joué",
    "Copyright : ce que change la loi",
    "Source de conflits",
    "Paris, le 3 mars, a voté.",
    "Avec AFP, la rédaction a voté",
    "Photo : le cliché qui dérange",
]


@pytest.mark.parametrize("text", BOILERPLATE)
def test_boilerplate(text: str) -> None:
    assert is_boilerplate(text)


@pytest.mark.parametrize("text", SENTENCES)
def test_sentences_and_headlines_that_look_like_it(text: str) -> None:
    assert not is_boilerplate(text)


def test_a_long_text_is_never_boilerplate() -> None:
    assert is_boilerplate("© Le Messager")
    assert not is_boilerplate("© Le Messager " + "et la suite " * 30)


@pytest.mark.parametrize(
    "text",
    ["PARIS, 3 mars (AFP) -", "3 janvier 2016. –", "1er janvier 2016, 14h30.", "12 mars 2016, Lyon. –"],
)
def test_datelines(text: str) -> None:
    assert is_dateline(text)


@pytest.mark.parametrize("text", ["Paris", "Le 3 mars, il part", "Lire aussi : Paris", "Il pleut –"])
def test_no_datelines(text: str) -> None:
    assert not is_dateline(text)
