"""The schema of what an encoder may learn beside the filling of masks."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from depeche.config.schema import Positive, Section, Text


class ReplacedTokensSection(Section):
    """Detection of replaced pieces, learned beside the filling of masks (ELECTRA, arXiv:2003.10555)."""

    generator: Text | None = None
    """Local folder or Hub id of a finished encoder with the same pieces, which replacements are drawn from;
    null: masks only."""

    share: Annotated[float, Field(gt=0, lt=1)] = 0.15
    """Share of the tokens that are replaced, beside those masked."""

    weight: Positive = 20.0
    """Weight of the detection loss; that of the masked tokens has 1."""


class LexiconSection(Section):
    """Classes of listed words, learned beside the filling of masks: see ``depeche.pretraining.lexicon``."""

    path: Text | None = None
    """TSV file of lemma, part of speech and class; null: none."""

    weight: Positive = 1.0
    """Weight of the classes' loss; that of the masked tokens has 1."""
