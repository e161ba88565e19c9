"""The rule baseline for sources and cues: a short list of French cues, and the nominal group beside them."""

from __future__ import annotations

import re

from depeche.voices.records import Attribution, SourceKind, Words

_BEFORE_SOURCE = (
    r"selon|d['’]après|à en croire|si l['’]on en croit|aux dires d(?:e|u|es)"
    r"|de l['’]aveu(?: même)? d(?:e|u|es)"
)
_SAYING = (
    r"accus|affirm|ajout|annonc|assur|avanc|chiffr|confi|confirm|considèr|constat|contest|déclar|demand"
    r"|dénonc|déplor|espèr|estim|évalu|évoqu|exig|expliqu|gliss|indiqu|insist|ironis|jug|lanc|martel|ni|not"
    r"|observ|parl|plaid|précis|propos|racont|rappell?|rapport|réclam|recens|recommand|redout|regrett|rel[eè]v"
    r"|répèt|répliqu|reproch|résum|rétorqu|signal|soulign|souffl|suggèr|témoign|tonn|tranch"
)
_OTHER = (
    r"dit|disent|disait|soutien(?:t|nent)|maintien(?:t|nent)|reconnaî(?:t|ssent)|adm(?:et|ettent)"
    r"|répond(?:ent)?|prom(?:et|ettent)|prévien(?:t|nent)|avert(?:it|issent)|crai(?:nt|gnent)|pensent?"
    r"|croi(?:t|ent)|conclu(?:t|ent)|dément(?:ent)?|poursuit|écri(?:t|vent)|préten(?:d|dent)"
    r"|f(?:ait|ont) (?:savoir|valoir|état)|se souvien(?:t|nent)|se félicitent?"
    r"|s['’]inquiètent?|se di(?:t|sent)"
)
_PARTICIPLE = (
    rf"(?:{_SAYING})é|dit|promis|admis|reconnu|répondu|soutenu|écrit|averti|démenti|conclu"
    r"|fait (?:savoir|valoir|état|observer)"
)
_VERB = (
    rf"(?:(?:s['’]est |(?:a|ont|avait|avaient) )(?:{_PARTICIPLE})"
    rf"|(?:{_SAYING})(?:e|ent|ait|aient)|{_OTHER})"
)
# A group may end in a name after a comma: « la présidente de la chambre, Johanne Roy ».
_APPOSED = r"(?:, (?:M\. |Mme |Me )?(?-i:[A-ZÉÈ][\w'’-]+)(?: (?-i:[A-ZÉÈ][\w'’-]+))+)?"
_GROUP = rf"[^,;:.«»\"“”()]+{_APPOSED}"

_PREPOSITION = re.compile(rf"\b(?P<cue>{_BEFORE_SOURCE}) ?(?P<source>{_GROUP})", re.IGNORECASE)
_INCISE = re.compile(rf"[,»\"”!?],? (?P<cue>{_VERB}) (?:\w+ment )?(?P<source>{_GROUP})")
_INVERSION = re.compile(rf"\b(?P<cue>(?:a|ont)-t-|{_VERB}-(?:t-)?)(?P<source>il|elle|ils|elles|on)\b")
_SUBJECT = re.compile(rf"^(?P<source>[^,;:.«»\"]+?{_APPOSED})(?:, [^,]+,|,)? (?P<cue>{_VERB})\b")
_CONDITIONAL = re.compile(r"\b(?P<cue>(?:aur|ser)(?:ait|aient)(?: \w+[ésiu]e?s?\b)?)")

_DOCUMENT = re.compile(r"\b(?:rapport|étude|enquête|sondage|communiqué|document|note|arrêté|texte)\b", re.I)
_NAMED = re.compile(r"\b(?:M\.|Mme|Me) |[a-zé'’] ?[A-ZÉ][\w-]+ [A-ZÉ][\w-]+$|^[A-ZÉ][\w-]+ [A-ZÉ][\w-]+$")
_ANONYMOUS = re.compile(r"^(?:un|une|des|plusieurs|certains|deux|trois|source|sources|ils|elles)\b", re.I)


def rule_attribution(text: str) -> Attribution:
    """What the rules find in an attributed sentence, read without its neighbours."""
    for pattern in (_PREPOSITION, _INCISE, _INVERSION, _SUBJECT, _CONDITIONAL):
        match = pattern.search(text)
        if match is None:
            continue
        cue = Words.cut(text, match.span("cue"))
        if pattern is _CONDITIONAL:
            return Attribution(None, cue, "hearsay")
        start, end = match.span("source")
        end = start + len(text[start:end].rstrip())
        if start < end:
            return Attribution(Words.cut(text, (start, end)), cue, _kind(text[start:end]))
    return Attribution(None, None, "context")


def _kind(source: str) -> SourceKind:
    if _NAMED.search(source) or source.casefold() in ("il", "elle"):
        return "named"
    if _DOCUMENT.search(source):
        return "document"
    return "anonymous" if _ANONYMOUS.search(source) else "institution"
