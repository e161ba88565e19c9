"""Families of outlets, from the free description that an article's ``style`` gives."""

from __future__ import annotations

import re

# The first family whose pattern is found wins: a « quotidien régional, tribune » is opinion.
_FAMILIES = (
    (
        "opinion",
        r"éditorial|tribune|chroni|column|billet|letter|lettre [àd]|courrier|op-ed|blog|humeur"
        r"|critique|review",
    ),
    (
        "partisan",
        r"militant|partisan|pseudo|alternati|souverain|identitaire|conspir|complot|proche d|favorable"
        r"|d['’]état|state|public russe|opposition|panafric|bulletin|communautaire|didactique|traduit"
        r"|site d[e'’]|[ée]cologist|portail",
    ),
    (
        "institution",
        r"communiqué|press release|rapport|note de|town bulletin|think-tank|association|syndicat",
    ),
    ("agency", r"dépêche|agence|wire|fil |direct|live"),
    ("encyclopaedic", r"encyclop|collaborati"),
    ("broadcast", r"radio|script|télé|broadcast|journal parlé"),
    ("interview", r"entretien|interview"),
    ("fact-check", r"fact|vérif"),
    ("regional", r"régional|regional|local"),
    ("magazine", r"magazine|hebdo|mensuel|weekly|revue|vulgaris|enquête|consum|conso"),
    ("daily", r"quotidien|daily|journal"),
)
_COMPILED = tuple((family, re.compile(pattern, re.IGNORECASE)) for family, pattern in _FAMILIES)


def style_family(style: str) -> str:
    """The family of a style ("dépêche d'agence" → ``agency``); ``other`` where none is recognised."""
    return next((family for family, pattern in _COMPILED if pattern.search(style)), "other")
