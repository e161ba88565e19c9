"""The written forms of French lemmas by the regular patterns: enough to find most of them in a text."""

from __future__ import annotations

_REGULAR = {  # infinitive ending → endings of the third persons, the participles and the infinitive
    "er": "er e ent ait aient a èrent era eront erait eraient ant é ée és ées",
    "ir": "ir it issent issait issaient irent ira iront irait iraient issant i ie is ies",
    "re": "re ent ait aient it irent ra ront rait raient ant u ue us ues",
}
_FEMININES = (
    ("eux", "euse"), ("teur", "trice"), ("eur", "euse"), ("if", "ive"), ("ïf", "ïve"), ("er", "ère"),
    ("el", "elle"), ("eil", "eille"), ("en", "enne"), ("on", "onne"), ("et", "ette"), ("c", "que"),
    ("e", "e"),
)  # fmt: skip


def inflect(lemma: str, pos: str) -> set[str]:
    """The forms of a lemma, itself among them; irregular verbs and feminines are partly missed.

    Args:
        lemma: an infinitive, a singular, a masculine singular.
        pos: ``verb``, ``noun``, ``adj``, or another, which does not inflect.
    """
    if pos == "verb":
        return {lemma, *_verb(lemma)}
    if pos == "noun":
        return {lemma, _plural(lemma)}
    if pos == "adj":
        feminine = next(
            (lemma.removesuffix(old) + new for old, new in _FEMININES if lemma.endswith(old)), lemma + "e"
        )
        return {lemma, _plural(lemma), feminine, feminine + "s"}
    return {lemma}


def _plural(word: str) -> str:
    if word.endswith(("s", "x", "z")):
        return word
    if word.endswith("al"):
        return word.removesuffix("al") + "aux"
    return word + ("x" if word.endswith(("au", "eu")) else "s")


def _verb(infinitive: str) -> set[str]:
    stem, ending = infinitive[:-2], infinitive[-2:]
    if ending == "er":
        forms = {stem + e for e in _REGULAR["er"].split()}
        soft = {"g": "ge", "c": "ç"}.get(stem[-1:])
        if soft:  # changeait, lançait
            forms |= {stem[:-1] + soft + e for e in ("ait", "aient", "a", "ant")}
        if stem.endswith("y"):  # déploie
            forms |= {stem[:-1] + "i" + e for e in ("e", "ent", "era", "eront", "erait", "eraient")}
        return forms
    if ending == "re":
        return {stem + e for e in _REGULAR["re"].split()} | {stem}
    return {stem + e for e in _REGULAR["ir"].split()} if ending == "ir" else set()
