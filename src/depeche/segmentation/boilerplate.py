"""What a press page holds beside its sentences: datelines, by-lines, links, credits, agency signatures."""

from __future__ import annotations

import re
from typing import Final

#: Longer texts are sentences, whatever they begin with.
_LONGEST: Final = 200

# Words are parted by one space and every word pattern begins with another kind of character, so that
# no pattern can match a text in two ways and backtrack without end.
_WORD = r"[A-ZÀ-Þ][\w'’.-]*"
_DAY = r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)"
_MONTH = (
    r"(?:janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[ûu]t|septembre|octobre|novembre|d[ée]cembre"
    r"|(?:janv|févr|avr|juil|sept|oct|nov|déc)\.?)"
)
_TIME = r"(?i:(?:à )?\d{1,2} ?(?:h(?: ?\d{2})?|: ?\d{2})(?: \(?(?:UTC|GMT|CET|CEST)(?:[+-]\d{1,2})?\)?)?)"
_DATE = (
    rf"(?i:(?:le |ce )?(?:{_DAY} )?(?:(?:1 ?er|\d{{1,2}}) {_MONTH}(?: \d{{4}})?"
    r"|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d\d-\d\d))"
)
_MOMENT = rf"(?:{_DATE}(?:(?:,| -)? {_TIME})?|(?i:aujourd['’]hui|hier|{_DAY}),? {_TIME}|{_TIME})"
_AGENCY = r"(?:AFP|Agence France-Presse|Reuters|AP|ATS|Belga|ANP|DPA|EFE|APA|La Presse canadienne)"
_PLACE = rf"{_WORD}(?: (?:{_WORD}|[a-zà-ÿ]{{1,4}}))*(?: \([^()]*\))?"
_NAME = rf"(?:{_WORD}|la|l['’]\w+)(?: (?:{_WORD}|de|du|des|d['’]\w+|la|le|rédaction|ben|el|van|von))*"
_NAMES = rf"{_NAME}(?:(?:,| et| &| avec| -| /) {_NAME})*"
_REST = r"[^.!?…]{0,80}"

_DATELINE: Final = re.compile(
    "(?:" + "|".join([
        _MOMENT,
        rf"\(?{_AGENCY}(?: ?[-/] ?{_AGENCY})*\)?",
        rf"{_PLACE}, {_MOMENT}(?: \({_AGENCY}\))?",
        rf"{_PLACE} {_MOMENT}(?: \({_AGENCY}\)|(?= ?[-–—]+\Z))",
        rf"{_MOMENT}(?:, {_PLACE}){{1,2}}",
        rf"{_PLACE} \({_AGENCY}\)",
        rf"{_PLACE}(?= ?[-–—]+\Z)",
    ]) + r") ?\.?(?: ?[-–—]+)?"
)  # fmt: skip

_BOILERPLATE: Final = re.compile(
    "|".join([
        r"[\W\d_]+",  # rules of stars, page numbers
        # by-lines
        rf"Par {_NAMES}(?: \([^()]*\))?\.?",
        rf"Par {_NAMES},? (?:(?:à|en|au|aux|pour) |correspondant|envoyé|journaliste){_REST}",
        rf"(?i:propos recueillis|recueilli|interview réalisée|entretien réalisé) par {_NAMES}{_REST}\.?",
        rf"(?i:de (?:notre|nos) (?:correspondant|envoyé)){_REST}\.?",
        rf"(?i:avec {_AGENCY}\.?)",
        # dates of publication, reading time
        r"(?i:(?:page |article )?(?:publiée?|postée?|paru|modifiée?|actualisée?|(?:dernière )?mise? à jour))"
        rf"(?: :| le)? ?(?:{_MOMENT}|(?i:hier|aujourd['’]hui))[^.!?]{{0,120}}",
        r"(?i:temps de lecture|durée de lecture|lecture) ?:? ?(?:environ )?\d+ ?(?:min|mn|minutes?)\.?",
        # links
        r"[(»>→ ]*(?i:(?:[àa] )?(?:lire|voir|écouter|regarder) (?:aussi|également|ci-contre|ci-dessous))"
        r"(?: ?[:»>|).].*| (?:[«A-ZÀ-Þ]|(?i:page|p\.|en page|notre|nos|l['’]|les? |la )).*)?",
        r"[(»>→ ]*(?i:à (?:lire|voir|écouter|regarder) ?[:»>|]).*",
        r"\(?(?i:lire (?:l['’]article|notre \w+|nos \w+|page|p\.|en page|la suite|plus)\b)[^.!?]{0,80}[.)…]*",
        r"(?i:sur le même (?:sujet|thème)|à ne pas manquer|pour aller plus loin|les plus lus|en savoir plus)"
        r" ?:?.{0,80}",
        r"(?:(?i:site|contact|infos?|renseignements|courriel|e-?mail) ?: ?)?[→>]* ?"
        r"(?:https?://\S+|www\.\S+|[\w.+-]+@[\w-]+\.[\w.-]+)",
        # credits and rights
        r"(?:©|\([cC]\) |(?i:copyright) ?(?:©|\([cC]\)|\d{4}|[A-ZÀ-Þ])).*",
        r"(?i:crédits?(?: photos?| images?| vidéos?)?|sources?) ?: ?.+",
        r"\(?(?i:photos?|illustration|infographie|vidéo) ?[:©] ?(?:[A-ZÀ-Þ©]|archives).*",
        rf"\(?(?i:photos?) {_NAMES}\)?",
        r"(?i:(?:tous )?droits (?:de reproduction )?réservés|reproduction interdite)\b.{0,80}",
        # what the site says of itself
        r"(?i:publicité|annonce|newsletter|partager(?: sur \w+)?|commenter|réagir|imprimer|s['’]abonner)",
        r"(?i:\d+ (?:commentaires?|partages?)|(?:mots[- ]clés?|tags?) ?: ?.+)",
        r"(?i:(?:article|contenu) réservé (?:aux|à nos) abonnés).{0,40}",
        r"(?i:abonnez-vous|inscrivez-vous|suivez-nous|connectez-vous|cliquez ici|retrouvez-nous)"
        r"(?!,)[^.!?]{0,120}[.!]?",
        # the initials of an agency's writers and editors
        r"[a-z]{2,5}(?:-[a-z]{2,5})*/[a-z]{2,5}(?:[-/][a-z]{2,5})*",
        r"[a-z]{2,4}-[a-z]{2,4}",
    ])
)  # fmt: skip

_PERSON: Final = re.compile(rf"{_WORD}(?: (?:{_WORD}|de|du|des|le|la|ben|el|van|von|d['’]\w+)){{1,4}}")


def is_dateline(text: str) -> bool:
    """Whether the text is a place, a moment or an agency, and no more: « PARIS, 3 mars (AFP) – »."""
    return len(text) <= _LONGEST and _DATELINE.fullmatch(text) is not None


def is_boilerplate(text: str) -> bool:
    """Whether a line or a sentence, without blanks at its ends, is none of what the article says."""
    if len(text) > _LONGEST:
        return False
    return _BOILERPLATE.fullmatch(text) is not None or is_dateline(text)


def is_name(text: str) -> bool:
    """Whether the text is the name of a person, or so many words with capitals."""
    return len(text) <= _LONGEST and _PERSON.fullmatch(text) is not None
