"""Names that may stand for each other in a French sentence without breaking its grammar.

Every class holds words of one gender and number that begin alike, with a vowel or with a consonant, so
that articles, elisions and agreements stay right. Real names only, and none with a judgement in it.
"""

from __future__ import annotations

# After la, en, de: feminine countries that begin with a consonant; and so on.
_COUNTRIES = """
Russie Syrie Turquie Chine Pologne Roumanie Hongrie Tunisie Libye Géorgie Moldavie Serbie Bulgarie Norvège
Suède Finlande Grèce Belgique Suisse Croatie Slovaquie Slovénie Lettonie Lituanie Mauritanie Guinée Zambie
Tanzanie Somalie Jordanie Colombie Bolivie Thaïlande Malaisie Mongolie Birmanie France
/ Ukraine Algérie Allemagne Italie Espagne Autriche Arménie Albanie Estonie Irlande Éthiopie Érythrée Égypte
Argentine Australie Inde Indonésie Islande
/ Liban Mali Niger Tchad Soudan Maroc Sénégal Cameroun Gabon Bénin Togo Congo Rwanda Burundi Kenya Nigeria
Ghana Mozambique Zimbabwe Brésil Chili Pérou Mexique Venezuela Nicaragua Honduras Guatemala Canada Japon
Vietnam Cambodge Laos Népal Pakistan Bangladesh Kazakhstan Tadjikistan Turkménistan Koweït Qatar Yémen
Danemark Portugal Monténégro Kosovo
/ Iran Irak Afghanistan Azerbaïdjan Angola Équateur Ouganda Ouzbékistan
"""
_CITIES = """
Moscou Kiev Paris Berlin Londres Madrid Rome Varsovie Prague Budapest Bucarest Sofia Belgrade Zagreb Tirana
Minsk Vilnius Riga Tallinn Stockholm Copenhague Bruxelles Lisbonne Berne Vienne Washington Pékin Tokyo Séoul
Pyongyang Manille Jakarta Bangkok Rangoun Dacca Delhi Kaboul Téhéran Bagdad Damas Beyrouth Doha Riyad Sanaa
Tunis Tripoli Rabat Dakar Bamako Niamey Conakry Cotonou Lomé Kinshasa Kigali Kampala Nairobi Khartoum Lagos
Luanda Pretoria Mexico Bogota Lima Caracas Brasilia Santiago Managua Bakou Tbilissi Tachkent
/ Ankara Athènes Oslo Amsterdam Erevan Alger Abuja Abidjan Asmara Islamabad Ottawa Hanoï Helsinki
"""
# Stems, and the endings of masculine singular and plural and of feminine singular and plural.
_DEMONYMS = (
    (
        "ien iens ienne iennes",
        "syr liby tunis norvég canad colomb péruv vietnam brésil palestin géorg jordan boliv mauritan "
        "cambodg macédon bosn saoud nigér tchad lituan",
    ),
    (
        "ien iens ienne iennes",
        "ukrain israél iran irak algér égypt ital ind austral autrich armén éthiop eston",
    ),
    (
        "ais ais aise aises",
        "franç liban polon soudan portug japon néerland sénégal cameroun gabon congol rwand finland thaïland "
        "pakistan taïwan népal burundi togol",
    ),
    ("ais ais aise aises", "angl irland island écoss ougand"),
    ("ain ains aine aines", "maroc cub mexic tibét roum dominic"),
    ("ain ains aine aines", "améric afric"),
    ("ois ois oise oises", "chin suéd dan hongr bénin québéc"),
    ("e es e es", "russ belg serb croat slovaqu turkmèn bulgar kurd tchèqu slovèn"),
)
_GROUPS = """
rebelles séparatistes loyalistes miliciens putschistes maquisards
/ socialistes communistes nationalistes centristes conservateurs républicains libéraux travaillistes
/ droite gauche
/ grec turc / grecs turcs / grecque turque / grecques turques
"""


def interchangeable_classes() -> list[list[str]]:
    """Classes of words of which each may replace each; demonyms also with a capital, as nouns."""
    classes = [part.split() for text in (_COUNTRIES, _CITIES, _GROUPS) for part in text.split("/")]
    for endings, stems in _DEMONYMS:
        for ending in dict.fromkeys(endings.split()):
            forms = [stem + ending for stem in stems.split()]
            classes += [forms, [form.capitalize() for form in forms]]
    return [words for words in classes if len(words) > 1]
