"""The rule baseline: French cue lists, read in the order in which the codebook decides.

Loaded cues beat attribution, attribution beats other commentary, and what is left is fact; words inside
guillemets are never the writer's. The lists follow the codebook and were corrected by reading errors on
labelled training sentences. Every pattern is an alternation with bounded gaps, so that the time grows only
with the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from depeche.labels import LABEL_IDS, LABELS, Label

#: Probability given to the label that the rules name; the others share the rest.
_SURE = 0.9

_ONE_FORM = str.maketrans(dict.fromkeys("’ʼ‘", "'") | dict.fromkeys("“”", '"'))
# A quotation may have been opened in the sentence before, or go on in the next one.
_QUOTED = re.compile(r'^[^«»]*»|«[^«»]*(?:»|$)|"[^"]*(?:"|$)')


def _one_of(cues: str) -> str:
    """An alternation of the cues in a list with commas; a cue is a pattern that holds no comma."""
    return "(?:" + "|".join(" ".join(cue.split()) for cue in cues.split(",")) + ")"


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


# --- Attribution -----------------------------------------------------------------------------------------

_HAS = "(?:a|ont|avait|avaient)"
_HE = "(?:il|elle|on|ils|elles)"

# Verbs of saying and thinking: regular ones by stem, the others by form.
_REGULAR = _one_of("""
    affirm, ajout, argument, assur, avanc, certifi, clam, conc[èé]d, confi, confirm, consid[èé]r, constat,
    déclar, dénonc, déplor, esp[èé]r, estim, évalu, évoqu, expliqu, gliss, indiqu, insist, ironis, jug, jur,
    lanc, martel, not, object, observ, plaid, précis, pronostiqu, racont, rappell?, rapport, redout,
    regrett, relat, relèv, remarqu, rép[èé]t, répliqu, rétorqu, résum, rév[èé]l, signal, soulign, soupçonn,
    sugg[èé]r, suppos, témoign, tonn
""")
_IRREGULAR = _one_of("""
    (?:re)?di(?:t|sent|sait|saient), répond(?:ent|u|ait|aient)?, souti(?:ent|ennent), souten(?:u|ait|aient),
    mainti(?:ent|ennent), maintenu, préten(?:d|dent|du|dait), reconn(?:aît|aissent|u|aissait),
    adm(?:et|ettent|is), prom(?:et|ettent|is), prévi(?:ent|ennent), prévenu, avert(?:it|issent|i),
    écri(?:t|vent|vait), pens(?:e|ent|ait|aient), crai(?:nt|gnent|gnait), croi(?:t|ent), démen(?:t|tent|ti),
    conclu(?:t|ent)?, poursuit, renchérit, réagit, se souvien(?:t|nent), s'inquiète, se félicite,
    se réjouit, se défend, garanti(?:t|ssent), laissé? entendre, f(?:ait|ont|aisait) (?:savoir|valoir)
""")
_SAYS = rf"(?:{_REGULAR}(?:e|ent|ait|aient|é|a|èrent|ant|er)|{_IRREGULAR})"

_SOURCE = _one_of("""
    selon\\b(?! (?:que|qu'|les? cas|l'âge|la taille)), d'après, si l'on en croit, à (?:l')?en croire,
    à en juger par, si l'on se fie, dixit, aux dires, à ses yeux, aux yeux d, de l'aveu, de son propre aveu,
    de l'avis d, au dire d, (?:de|des|une|plusieurs) sources? (?!indépendante|d'énergie)\\w
""")
# Speech acts with their object (codebook rule 9), and figures that somebody counted (rule 10).
_DONE = _one_of("""
    annoncé, nié, contesté, démenti, promis, accusé, reproché, dénoncé, fustigé, évoqué, reconnu, comparé,
    chiffré, recensé, dénombré, évalué, estimé
""")
_DOES = _one_of("""
    conteste, nie, dément, accuse, reproche, dénonce, promet, revendique, fustige, récuse, affirme, assure,
    évoque, estime, recense, décri(?:t|ve), qualifie, redoute, craint, craigne, soupçonne, raconte,
    rappelle, explique
""")
_OTHER_ACTS = _one_of("""
    f(?:ait|ont|aisait) état d, s'attend(?:ent)? à, parl(?:e|ent|ait) d, doutent? d, reproché d, cité comme,
    juge(?:nt)? (?:\\w+ )?«
""")
_DOCUMENT = _one_of("il ressort, enquête, rapport, étude, sondage, communiqué, note")
_SHOWS = _one_of("établi, établit, montre, révèle, conclut, indique, souligne, pointe, donne, relève")
_HEARSAY = _one_of("""
    dit-on, paraît-il, semble-t-il, il paraît,
    on (?:le |la |les )?(?:dit|disait|murmure|raconte|chuchote|prête), se murmure, il est question d,
    le bruit court, la rumeur, des rumeurs, officiellement
""")
_INFINITIVE = _one_of("avoir, être, pouvoir, vouloir, craindre, tenir")

_ATTRIBUTION = _any(
    rf"\b{_SOURCE}",
    r"(?:^|, |- )pour (?:(?:le|la|les|son|sa|ses) |l')[\w' -]{2,60}, "
    r"(?:(?:il|elle|ce|cet|cette|la|le|les|un) |c'est|l')",
    # A content clause at most four words after its verb; an incise; an inversion; an infinitive clause.
    rf"\b{_SAYS}(?:[ ,]+[\w'-]+){{0,4}},? (?:que\b|qu'|combien\b|pourquoi\b)",
    rf"[,»\"!?…] *(?:(?:s'est|se|nous|lui|leur|{_HAS}) |l'a |s'){{0,2}}(?:\w+ )?{_SAYS}\b",
    rf"\b{_SAYS}-(?:t-)?{_HE}\b|[,»\"!?…] *{_HAS}-(?:t-)?{_HE} \w+|\best-il (?:dit|écrit|précisé)\b",
    rf"\bcomme (?:l'{_HAS} |le ){_SAYS}\b|\b(?:s'est|se sont|s'était|se) (?:dite?s?|disent|déclarée?s?)\b",
    rf"\b{_SAYS} (?:ne (?:pas|rien|jamais) |n'|s'|se |y |les? |la )?{_INFINITIVE}\b",
    rf"\b(?:{_HAS}|aussitôt) (?:\w+ ){{0,2}}?{_DONE}\b|\b{_DOES}(?:nt)?\b(?!-)(?! l')|\b{_OTHER_ACTS}",
    rf"\b{_DOCUMENT}\b[^.;]{{0,60}}\b{_SHOWS}(?:nt)?\b",
    rf"\b{_HEARSAY}\b",
)
_CONDITIONAL = _any(
    r"\b(?:aur|ser|fer|ir|viendr|tiendr|obtiendr|prendr|rendr|perdr|mettr|permettr|\w{2,40}er)(?:ait|aient)\b"
)
# A hypothesis, a regret or advice is no hearsay.
_NO_HEARSAY = _any(
    r"\bs(?:i|'ils?)\b|\b(?:sans|même|mieux)\b|\bon \w{2,40}(?:rait|raient)\b",
    r"\b(?:mérit|suffi|manqu|gagn|os|aim|faudr|vaudr)\w{0,3}(?:rait|raient)\b",
)
_SPEECH = _any(r'^(?:[-–—] ?)?[«"]', r'[»"] ?[.!?…]*$', r'^[^:«"]{2,60} : ?[«"]')

# --- Commentary ------------------------------------------------------------------------------------------

# The writer disputes a source or speaks as one: commentary even where somebody is quoted.
_LOADED = _any(
    r"\b"
    + _one_of("""
    os(?:e|ent|ait|aient), fei(?:nt|gnent|ndre), s'imagine(?:nt)?, sans vergogne, sans rire, a enfin avoué,
    fait mine, font mine, n'en déplaise, quoi qu'en dise\\w*, soi-disant, prétendument,
    à (?:mon|notre) avis, force est, ne peu[tx] que, comme par hasard, et pour cause, preuve en est,
    encore faut-il, qui peut croire, comment croire, faut-il (?:rappeler|croire|s'étonner), nul doute,
    à l'évidence, reste à savoir, on aurait (?:aimé|voulu|pu),
    je (?:ne )?(?:crois|pense|doute|refuse|regrette),
    nous (?:ne )?(?:croyons|pensons|doutons|refusons|devons|voulons)
    """)
    + r"\b",
)
_VALUE_WORDS = _one_of("""
    scandal, honte, absurd, grotesque, ridicul, pitoyabl, lamentabl, hypocri, cyni, mépris, mensong,
    mascarad, trahi, lâche, admirabl, exemplaire, inadmissibl, intolérabl, indign, irresponsabl, aveugl,
    naï[fv], dérisoire, illusi, farce, fiasco, inacceptabl, déplorabl, regrettabl, tristement, médiocr,
    ironie, paradox, leçon, sagesse, bon sens, arrogan, incompéten, complaisan, servil, docil, propagand,
    capitulation, chimèr, prétext, vain\\b, impunément, zèle, bonne conscience, double discours, deux poids
""")
_OPENINGS = _one_of("""
    drôle, étrange, curieu, triste, belle?, beau, bel, rarement, jamais, pauvre, singuli, dommage,
    tant mieux, tant pis, ainsi, sinon, bref, certes, hélas, voilà, voici, reste, d'où vient, mieux, pis,
    pire, gageons, soyons, disons, n'\\w+ons, qu'ils?, que les, que l'on, et si
""")
_ARGUING_ADVERBS = _one_of("""
    évidemment, décidément, curieusement, étrangement, lâchement, honteusement, malheureusement,
    heureusement, hélas, naturellement, bien entendu, bien sûr, sans surprise, tout simplement,
    ni plus ni moins, en réalité, autrement dit, au fond, après tout, à vrai dire, en clair, sans doute,
    sûrement, certainement, manifestement, apparemment, d'ailleurs, en effet, voilà, comme si, au lieu d,
    plutôt que d, à force d, à quoi bon, autant dire
""")
_JUDGING_TURNS = _one_of("""
    il (?:faut|faudra|faudrait|convient|suffit|importe|est permis), il (?:est|serait) (?:grand )?temps,
    mérite\\w*, (?:aurai|devrai)(?:t|ent) dû, en dit long, n'a rien d, tient d, relève d, revient à,
    signifie, vaut, valent, témoigne, illustre, traduit, trahit, résume, on voit mal, on peine, chacun sait,
    tout le monde, il est (?:des|de ces), (?:cela|ça|ce) (?:fait|signifie|revient|n'est), il y a des,
    on aura, on cherche, on appelle,
    (?:le|la|les) (?:vraie?s?|véritable|pire|meilleur|fond|plus (?:difficile|grave|triste|beau))
""")
_VERDICT = _any(
    r"(?:!|…|\.\.\.)$",
    rf"\b{_VALUE_WORDS}",
    rf"^{_OPENINGS}\b",
    rf"\b{_ARGUING_ADVERBS}\b",
    rf"\b{_JUDGING_TURNS}\b",
    r"\bon (?:n'|ne |admir|appréci)",
    r"\b(?:n'est|ne sont|n'était|n'a|n'ont|n'aura) (?:plus |pas |donc |jamais |en rien )?"
    r"(?:qu'|que |un |une |d'autre|la |le |l')",
)
# One of these stands in many reports, two in few.
_ARGUING_WORD = _any(
    r"\b"
    + _one_of("""
    mais, donc, car, surtout, mêmes?, rien, tout, toujours, jamais, pourtant, c'est, ce sont, cela, ça,
    trop, tant, assez, si peu, plus personne, faute d, notre, nos, nous, je, mon, ma, mes, enfin, puisque,
    pas une?, aucune?, comme, elle-même, lui, eux
    """)
    + r"\b"
)
_QUESTION = _any(r"\?$")
_ADDRESSED = _any(r"\b(?:vous|votre|vos)\b")


class CueRules:
    """Names a label from cues alone; its probabilities are a smoothed choice and mean nothing."""

    def predict_proba(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """0.9 for the label that the rules name and 0.05 for the others, shape (n, 3)."""
        result = np.full((len(texts), len(LABELS)), (1 - _SURE) / (len(LABELS) - 1))
        for row, text in zip(result, texts, strict=True):
            row[LABEL_IDS[self.label(text)]] = _SURE
        return result

    def label(self, text: str) -> Label:
        """The label of one sentence, read without its neighbours."""
        text = " ".join(text.translate(_ONE_FORM).split())
        own_words = _QUOTED.sub("«»", text)
        if _LOADED.search(own_words):
            return "editorial_commentary"
        if _SPEECH.search(text) or _ATTRIBUTION.search(own_words) or _is_hearsay(own_words):
            return "attributed_claim"
        if _QUESTION.search(own_words):
            # A question to somebody is an interviewer's.
            return "factual_report" if _ADDRESSED.search(own_words) else "editorial_commentary"
        if _VERDICT.search(own_words) or len(_ARGUING_WORD.findall(own_words)) > 1:
            return "editorial_commentary"
        return "factual_report"


def _is_hearsay(text: str) -> bool:
    return bool(_CONDITIONAL.search(text)) and not _NO_HEARSAY.search(text)
