from __future__ import annotations

import pytest

from depeche.segmentation.quotes import curled


@pytest.mark.parametrize(
    ("straight", "expected"),
    [
        ('Il dit "non".', "Il dit “non”."),
        ('"Non !" dit-il. "Oui."', "“Non !” dit-il. “Oui.”"),
        ('" Non ! " dit-il. " Oui. "', "“ Non ! ” dit-il. “ Oui. ”"),
        ('l\'"affaire" continue', "l'“affaire” continue"),
        ('"non" ("oui")', "“non” (“oui”)"),
    ],
)
def test_the_neighbours_of_a_quote_tell_which_way_it_faces(straight: str, expected: str) -> None:
    assert curled(straight) == expected


def test_an_unclosed_quote_does_not_turn_the_next_ones() -> None:
    assert curled('"Jamais. Il dit "non" et "oui".') == "“Jamais. Il dit “non” et “oui”."
