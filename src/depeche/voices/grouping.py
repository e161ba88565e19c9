"""Which sources of an article are one voice. Simple rules, in this order, no statistics.

A source joins the voice, the latest first, of which an earlier form

1. has the same words, but for determiner, capitals and what stands in brackets;
2. has the same acronym (« l'Observatoire … (OSDH) » and « l'OSDH »), or initials that make it;
3. names the same person: equal family name, and neither given names nor « M. » and « Mme » against it;
4. begins with its words, where it is definite (« le ministre » after « le ministre de l'Économie »).

A pronoun (« il », « cette dernière ») joins the last voice that it agrees with in gender and number, as far
as the words of that voice tell; without one it stays unresolved. Any other source is a new voice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from depeche.voices.names import SourceName
from depeche.voices.records import Attribution


@dataclass
class _Group:
    """The forms of one voice, in the order in which the article has them."""

    forms: list[SourceName] = field(default_factory=list)
    members: list[int] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The longest form, of several the first: it tells most."""
        return max(self.forms, key=lambda form: len(form.text)).shown


def name_voices(attributions: Sequence[Attribution]) -> list[Attribution]:
    """The attributions of one article, in its order, with the name of the ``voice`` each is counted to.

    Returns:
        The same attributions; ``voice`` is None where there is no source, or an unresolved pronoun.
    """
    groups: list[_Group] = []  # the last mentioned last
    for index, attribution in enumerate(attributions):
        if attribution.source is None:
            continue
        form = SourceName.of(attribution.source.text)
        group = _group_of(form, attribution.kind == "named", groups)
        if group is None:
            if form.is_pronoun:
                continue
            group = _Group()
        else:
            groups.remove(group)
        groups.append(group)
        group.members.append(index)
        if not form.is_pronoun:
            group.forms.append(form)
    names = {index: group.name for group in groups for index in group.members}
    return [replace(a, voice=names.get(index)) for index, a in enumerate(attributions)]


def _group_of(form: SourceName, is_person: bool, groups: Sequence[_Group]) -> _Group | None:
    tests = (
        [_agrees]
        if form.is_pronoun
        else [
            _same_words,
            _same_acronym,
            _same_person if is_person or form.has_civility else _never,
            _points_back,
        ]
    )
    for test in tests:
        for group in reversed(groups):
            if test(form, group):
                return group
    return None


def _never(form: SourceName, group: _Group) -> bool:
    return False


def _same_words(form: SourceName, group: _Group) -> bool:
    return any(form.bare == other.bare for other in group.forms)


def _same_acronym(form: SourceName, group: _Group) -> bool:
    return any(
        form.acronyms & other.acronyms or form.initials in other.acronyms or other.initials in form.acronyms
        for other in group.forms
    )


def _same_person(form: SourceName, group: _Group) -> bool:
    """Equal family names; given names, where both have some, share one or an initial; genders agree."""
    persons = [other for other in group.forms if other.person]
    if not form.person or not any(form.person[-1] == other.person[-1] for other in persons):
        return False
    gender = form.agreement[0] if form.has_civility else None
    for other in persons:
        if gender and other.has_civility and other.agreement[0] not in (None, gender):
            return False
        mine, theirs = form.person[:-1], other.person[:-1]
        if mine and theirs and not set(mine) & set(theirs):
            short = any(a.rstrip(".") == b[0] or b.rstrip(".") == a[0] for a in mine for b in theirs)
            if not short:
                return False
    return True


def _points_back(form: SourceName, group: _Group) -> bool:
    return form.is_definite and any(
        other.bare.startswith((form.bare + " ", form.bare + ",")) for other in group.forms
    )


def _agrees(form: SourceName, group: _Group) -> bool:
    """Whether no form of the group has another gender or number than the pronoun."""
    pairs = [other.agreement for other in group.forms]
    return all(
        mine is None or theirs is None or mine == theirs
        for pair in pairs
        for mine, theirs in zip(form.agreement, pair, strict=True)
    )
