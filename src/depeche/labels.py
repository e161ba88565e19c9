"""The three labels: who vouches for a sentence. The one place that names them.

Definitions and the rules for hard cases are in ``data/CODEBOOK.md``.
"""

from __future__ import annotations

from typing import Final, Literal

Label = Literal["factual_report", "attributed_claim", "editorial_commentary"]
Kind = Literal["headline", "subhead", "caption", "body", "boilerplate"]

#: Label names in the order of their ids: ``LABELS[i]`` is what output ``i`` of a model means.
LABELS: Final[tuple[Label, ...]] = ("factual_report", "attributed_claim", "editorial_commentary")
LABEL_IDS: Final[dict[str, int]] = {label: index for index, label in enumerate(LABELS)}

#: What French readers are shown.
DISPLAY_NAMES: Final[dict[str, str]] = {
    "factual_report": "présenté comme un fait",
    "attributed_claim": "attribué à autrui",
    "editorial_commentary": "commentaire éditorial",
}

#: One-letter codes of the authoring text; ``X`` there is boilerplate, which has no label.
LETTERS: Final[dict[str, str]] = {
    "factual_report": "F",
    "attributed_claim": "A",
    "editorial_commentary": "E",
}

#: What a stretch of an article is; only boilerplate carries no label.
KINDS: Final[tuple[Kind, ...]] = ("headline", "subhead", "caption", "body", "boilerplate")
