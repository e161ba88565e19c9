"""The French words after which a full stop may not be an end, by what they ask of the word that follows."""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Stand before a name, written exactly so; the sentence goes on whatever follows.
TITLES: Final = _words(
    "M MM Mme Mmes Mlle Mlles Mr Mrs Ms Me Dr Drs Pr Prs Mgr St Ste Sts Stes Gal Gén Col Cdt Cne Cpt Lt "
    "Sgt Adj Vve Sté Ch Chr Cl Fr Ph Th Jos"
)

#: Stand before a complement, in either case; the sentence goes on whatever follows.
HELD: Final = _words(
    "apr av bd bld blvd boul c.-à-d cf chap ch dép dr env fg fig n no nos op p pp pr réf rte vs"
)

#: Hold only the number that follows them (``art. 12``, ``14 h. 30``); many are ordinary words (« le vol. »).
NUMBERED: Final = _words(
    "al art coll éd ex h hab int l min pl sec t tél vol janv févr avr juil sept oct nov déc"
)

#: Stand beside a name; the sentence ends there only if the next word opens one.
NAME_PARTS: Final = _words("Bros Cie Co Corp Inc Jr Ltd Prof Sr prof")

#: Words that sentencex always takes for abbreviations, in any case, and that also end sentences.
OFTEN_ORDINARY: Final = NUMBERED | _words(
    "ann auj ca co dir etc fr id inf lib ms sing sq ss suiv sup suppl vb"
)

#: Nouns named by one letter: after « la bombe H. » a capital opens a sentence.
LETTERED: Final = _words(
    "annexe bâtiment bombe catégorie classe division groupe hall hépatite ligne ligue option plan point "
    "porte section série terminal type vitamine zone"
)

#: Words that open a sentence and, unlike most words with a capital, are no part of a name.
STARTERS: Final = _words(
    "Il Elle Ils Elles On Ce C' Cet Cette Ces Cela Ceci Ça Je J' Tu Nous Vous Y N' Ne Son Sa Ses Leur "
    "Leurs Mon Ma Mes Notre Nos Votre Vos Un Une Aucun Aucune Plusieurs Certains Certaines Quelques "
    "Chaque Tout Tous Toute Toutes Deux Trois Quatre Cinq Six Dix Vingt Cent Mille Au Aux En Dans Sur "
    "Sous Par Pour Avec Sans Selon Chez Entre Contre Parmi Malgré Face Depuis Pendant Après Avant "
    "Durant Dès Lors Vers Jusqu' Hors Mais Et Ou Or Donc Car Ni Si S' Que Qu' Qui Quand Quant Quelqu' "
    "Lorsque Lorsqu' Puisque Comme Comment Pourquoi Où Alors Ainsi Aussi Enfin Puis Ensuite Cependant "
    "Pourtant Toutefois Néanmoins Désormais Hier Demain Aujourd' Lundi Mardi Mercredi Jeudi Vendredi "
    "Samedi Dimanche Voici Voilà Reste À Interrogé Interrogée Contacté Contactée"
)

#: Open a sentence as often as a surname (« Le Clézio », « Des Essarts »).
PARTICLES: Final = _words("Le La Les L' De Du Des D'")
