"""What can be read off the words of a source: pronoun or not, whose name, acronym, gender and number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Gender = Literal["m", "f"]

_PRONOUNS: dict[str, tuple[Gender | None, bool]] = {
    "il": ("m", False),
    "elle": ("f", False),
    "ils": ("m", True),
    "elles": ("f", True),
    "lui": ("m", False),
    "lui-même": ("m", False),
    "elle-même": ("f", False),
    "eux": ("m", True),
    "celui-ci": ("m", False),
    "celle-ci": ("f", False),
    "ceux-ci": ("m", True),
    "celles-ci": ("f", True),
    "ce dernier": ("m", False),
    "cette dernière": ("f", False),
    "ces derniers": ("m", True),
    "ces dernières": ("f", True),
    "l'intéressé": ("m", False),
    "l'intéressée": ("f", False),
    "les intéressés": ("m", True),
    "les intéressées": ("f", True),
}
_DETERMINERS: dict[str, tuple[Gender | None, bool]] = {
    **dict.fromkeys(("le", "un", "ce", "cet", "du", "au"), ("m", False)),
    **dict.fromkeys(("la", "une", "cette", "sa", "ma"), ("f", False)),
    **dict.fromkeys(("l'", "son", "mon", "notre", "votre", "leur", "de", "de l'", "d'"), (None, False)),
    **dict.fromkeys(
        ("les", "des", "ces", "ses", "leurs", "nos", "aux", "plusieurs", "certains"), (None, True)
    ),
    **dict.fromkeys(("deux", "trois", "quatre", "cinq", "quelques"), (None, True)),
}
_DEFINITE = {"le", "la", "l'", "les", "ce", "cet", "cette", "ces"}
_CIVILITIES: dict[str, tuple[Gender | None, bool]] = {
    "m.": ("m", False),
    "monsieur": ("m", False),
    "mme": ("f", False),
    "madame": ("f", False),
    "mlle": ("f", False),
    "me": (None, False),
    "dr": (None, False),
    "pr": (None, False),
    "mm.": ("m", True),
    "mmes": ("f", True),
}
_SMALL = {"de", "du", "des", "d", "la", "le", "les", "l", "et", "en", "à", "au", "aux", "pour", "sur", "par"}

_CAPITAL = r"[A-ZÀ-ÖØ-ÞŒŠŽ][\w'-]*"
_PARTICLE = r"(?:de la|de|d'|du|des|da|dos|di|von|van der|van den|van|ben|bin|el|al|ould|y|le|la)"
# A name ends its part of the source: capitalised words, particles between them.
_NAME = re.compile(
    rf"(?:\b((?i:{'|'.join(map(re.escape, sorted(_CIVILITIES, key=len, reverse=True)))})) )?"
    rf"((?:{_CAPITAL}\.? |{_PARTICLE} ?)*{_CAPITAL})$"
)
_DETERMINER = re.compile(
    rf"^({'|'.join(map(re.escape, sorted(_DETERMINERS, key=len, reverse=True)))})(?<=')|"
    rf"^({'|'.join(sorted((d for d in _DETERMINERS if not d.endswith(chr(39))), key=len, reverse=True))}) ",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class SourceName:
    """The words of a source, taken apart.

    Attributes:
        text: the words, blanks and apostrophes in one form.
    """

    text: str

    @classmethod
    def of(cls, words: str) -> SourceName:
        """Take the words of a source as they stand in a text."""
        return cls(" ".join(words.replace("’", "'").split()))

    @property
    def is_pronoun(self) -> bool:
        """Whether the words say nothing but that the source was named before."""
        return self.text.casefold() in _PRONOUNS

    @cached_property
    def determiner(self) -> str:
        """The determiner that it starts with, in lower case; empty without one."""
        match = _DETERMINER.match(self.text)
        return (match[1] or match[2]).casefold() if match else ""

    @cached_property
    def bare(self) -> str:
        """The words without determiner and what stands in brackets, in lower case."""
        rest = self.text[len(self.determiner) :] if self.determiner else self.text
        return " ".join(re.sub(r"\([^)]*\)", " ", rest).split()).casefold()

    @property
    def shown(self) -> str:
        """The words as they stand inside a sentence: a determiner in lower case."""
        return self.determiner + self.text[len(self.determiner) :] if self.determiner else self.text

    @cached_property
    def _name(self) -> re.Match[str] | None:
        parts = [part.strip() for part in self.text.split(",")]
        return next((found for part in reversed(parts) if (found := _NAME.search(part))), None)

    @property
    def has_civility(self) -> bool:
        """Whether « M. », « Mme » or the like stands before the name."""
        return bool(self._name and self._name[1])

    @cached_property
    def person(self) -> tuple[str, ...]:
        """Given names, then the family name, in lower case; empty where no name ends the words."""
        return tuple(self._name[2].casefold().split()) if self._name else ()

    @cached_property
    def acronyms(self) -> frozenset[str]:
        """Acronyms in brackets, or the words themselves where they are one."""
        bracketed = re.findall(r"\(([A-Z][\w.-]*[A-Z])\)", self.text)
        rest = self.text[len(self.determiner) :].strip() if self.determiner else self.text
        alone = [rest] if re.fullmatch(r"[A-Z][A-Z.-]+", rest) else []
        return frozenset(acronym.replace(".", "").casefold() for acronym in (*bracketed, *alone))

    @cached_property
    def initials(self) -> str:
        """First letters of the words that an acronym would take; empty for fewer than three."""
        words = [word for word in re.findall(r"\w+", self.bare) if word not in _SMALL]
        return "".join(word[0] for word in words) if len(words) > 2 else ""

    @property
    def is_definite(self) -> bool:
        """Whether it speaks of something known (« le ministère »), and so may point back at a longer form."""
        return self.determiner in _DEFINITE

    @cached_property
    def agreement(self) -> tuple[Gender | None, bool | None]:
        """Gender, None where the words do not tell, and whether it is plural, None likewise."""
        if self.is_pronoun:
            return _PRONOUNS[self.text.casefold()]
        if self.has_civility and self._name:
            return _CIVILITIES[self._name[1].casefold()]
        if self.determiner:
            return _DETERMINERS[self.determiner]
        return None, None
