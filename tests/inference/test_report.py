from __future__ import annotations

import base64
import hashlib
import re
import time
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files
from xml.etree.ElementTree import Element, TreeBuilder

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from depeche.inference.records import TaggedSentence
from depeche.inference.report import ReportDocument, render_report
from depeche.labels import DISPLAY_NAMES, LABELS, Kind, Label

CSS = files("depeche").joinpath("inference/templates/report.css").read_text("utf-8")
VOID = {"meta", "input"}
HOSTILE = (
    "</script><script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "\" onfocus='alert(1)' autofocus tabindex=1 ",
    "<!-- &amp; &lt; {{ 7*7 }} {% raw %} ]]>",
    "مرحبا \u202eabc שלום",
    "a\u00a0b\tc  d\u2028e\x85f",
)


class Page(HTMLParser):
    """Builds an element tree; an attribute without a value is an empty string in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.builder = TreeBuilder()
        self.feed(html)
        self.close()
        self.root = self.builder.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        if tag in VOID:
            self.builder.end(tag)

    def handle_endtag(self, tag: str) -> None:
        self.builder.end(tag)

    def handle_data(self, data: str) -> None:
        self.builder.data(data)


def page(*documents: ReportDocument) -> Element:
    return Page(render_report(documents)).root


def with_class(root: Element, name: str) -> list[Element]:
    return [element for element in root.iter() if name in element.get("class", "").split()]


def text_of(element: Element, *without: str) -> str:
    """All the text in an element, but for what has one of these classes."""
    if set(without) & set(element.get("class", "").split()):
        return ""
    return (element.text or "") + "".join(text_of(child, *without) + (child.tail or "") for child in element)


def words(element: Element, *without: str) -> str:
    """Its text with every run of blanks, no-break ones too, as one space."""
    return " ".join(text_of(element, *without).split())


def article_text(root: Element) -> str:
    return "".join(text_of(block, "unseen", "note") for block in with_class(root, "text"))


def sentence(
    text: str,
    label: Label | None = "factual_report",
    score: float = 0.9,
    kind: Kind = "body",
    start: int = 0,
    truncated: bool = False,
) -> TaggedSentence:
    scores: dict[str, float] = {name: score if name == label else (1 - score) / 2 for name in LABELS}
    return TaggedSentence(text, start, start + len(text), kind, label, scores if label else None, truncated)


def boilerplate(text: str) -> TaggedSentence:
    return sentence(text, label=None, kind="boilerplate")


def document(*parts: str | TaggedSentence, name: str = "essai.txt", model: str = "m") -> ReportDocument:
    """An article of sentences, whose offsets are set here, and of what stands between them."""
    text, sentences = "", []
    for part in parts:
        start = len(text)
        text += part if isinstance(part, str) else part.text
        if not isinstance(part, str):
            sentences.append(replace(part, start=start, end=len(text)))
    return ReportDocument(name, text, sentences, model)


MIXED = document(
    sentence("L'armée reprend le dessus", "editorial_commentary", kind="headline"),
    "\n\n",
    boilerplate("PARIS —"),
    " ",
    sentence("Le pont a été repris."),
    "  ",
    sentence("Il y aurait douze morts.", "attributed_claim", 0.59),
    "\n",
    sentence("Un bilan", kind="subhead"),
    "\r\n",
    sentence("Le pont, jeudi.", kind="caption", truncated=True),
    "\n",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_and_never_becomes_markup(text: str) -> None:
    root = page(document(sentence(text), "\n", name=text, model=text), document(sentence(text), name=text))
    tags = {element.tag for element in root.iter()}
    attributes = {name for element in root.iter() for name in element.attrib}

    assert article_text(root) == f"{text}\n{text}"
    assert [text_of(heading) for heading in root.findall(".//article//h2")] == [text, text]
    assert text_of(root.findall(".//*[@class='meta']/bdi")[0]) == text
    assert tags.isdisjoint({"script", "img", "iframe", "object", "embed", "base", "link", "form"})
    assert not {name for name in attributes if name.startswith("on") or name in ("style", "autofocus")}


printable = st.characters(codec="utf-8", exclude_categories=["Cc"], include_characters="\t\n\x85")


@given(st.lists(st.text(printable, min_size=1), max_size=6), st.data())
def test_every_character_of_the_source_is_on_the_page(pieces: list[str], data: st.DataObject) -> None:
    kinds: st.SearchStrategy[Kind] = st.sampled_from(("headline", "subhead", "caption", "body"))
    article = document(
        *(p if data.draw(st.booleans()) else sentence(p, kind=data.draw(kinds)) for p in pieces)
    )
    assume(article.text.strip())

    assert article_text(page(article)) == article.text


def test_every_line_end_is_shown_as_one() -> None:
    article = document("\r\n", sentence("a\r\nb"), "\r", sentence("c\rd"), "\r\n\r\n")

    assert article_text(page(article)) == "\na\nb\nc\nd\n\n"


@pytest.mark.parametrize(
    ("character", "picture"),
    [("\0", "␀"), ("\x1b", "␛"), ("\x0c", "␌"), ("\x7f", "␡"), ("\ud800", "\ufffd")],
)
def test_what_html_cannot_hold_is_shown_as_a_picture(character: str, picture: str) -> None:
    name = f"a{character}b"
    html = render_report([document(sentence(name), name=name)])
    root = Page(html.encode("utf-8").decode("utf-8")).root

    assert article_text(root) == text_of(root.findall(".//h2")[0]) == f"a{picture}b"


def test_only_the_inline_style_sheet_is_allowed() -> None:
    root = page(MIXED)
    (policy,) = (e.get("content", "") for e in root.iter("meta") if "http-equiv" in e.attrib)
    (style,) = root.iter("style")
    digest = base64.b64encode(hashlib.sha256(text_of(style).encode()).digest()).decode()

    assert policy.split("; ")[:2] == ["default-src 'none'", f"style-src 'sha256-{digest}'"]
    assert "unsafe" not in policy
    assert text_of(style) == CSS


def test_the_page_refers_to_nothing_outside_itself() -> None:
    html = render_report([MIXED, MIXED])
    root = Page(html).root
    ids = [element.get("id") for element in root.iter() if "id" in element.attrib]

    assert not re.search(r"https?:|url\(|@import|src=|//", html)
    assert {e.get("href") for e in root.iter() if "href" in e.attrib} <= {f"#{id}" for id in ids}
    assert len(set(ids)) == len(ids)


def test_the_legend_opens_with_the_promise_and_names_the_classes() -> None:
    (legend,) = with_class(page(MIXED), "legend")

    assert text_of(legend[0]) == "Cet outil dit qui prend l'énoncé en charge ; il ne vérifie rien."
    assert [words(term, "mark") for term in legend.iter("dt")] == list(DISPLAY_NAMES.values())


def test_each_sentence_gives_its_class_in_words_and_its_three_probabilities() -> None:
    root = page(MIXED)
    sentences = with_class(root, "sentence")
    notes = {note.get("id"): note for note in with_class(root, "note")}
    doubtful = notes[sentences[2].get("aria-describedby")]

    assert [s.get("data-mark") for s in sentences] == ["C", "F", "A", "F", "F"]
    assert all(s.get("tabindex") == "0" for s in sentences)
    assert text_of(with_class(sentences[2], "unseen")[0]) == "attribué à autrui : "
    assert words(doubtful, "mark", "remark") == (
        "présenté comme un fait 20 % attribué à autrui 59 % commentaire éditorial 20 %"
    )


def test_doubt_and_truncation_are_marked_where_they_are() -> None:
    root = page(MIXED)
    (doubtful,), (cut,) = with_class(root, "doubtful"), with_class(root, "cut")

    assert text_of(doubtful, "unseen", "note") == "Il y aurait douze morts."
    assert words(with_class(doubtful, "remark")[0]) == "Classement incertain : moins de 60 %."
    assert text_of(cut, "unseen", "note") == "Le pont, jeudi."
    assert "n'en a lu qu'une partie" in words(with_class(cut, "remark")[0])


def test_an_article_has_the_shape_of_its_source() -> None:
    (text,) = with_class(page(MIXED), "text")

    assert [(block.tag, text_of(block, "unseen", "note")) for block in text] == [
        ("h3", "L'armée reprend le dessus"),
        ("p", "PARIS — Le pont a été repris.  Il y aurait douze morts."),
        ("h4", "Un bilan"),
        ("p", "Le pont, jeudi."),
    ]


def test_boilerplate_has_no_class_and_takes_no_focus() -> None:
    (dateline,) = with_class(page(MIXED), "boilerplate")

    assert (dateline.text, dateline.attrib) == ("PARIS —", {"class": "boilerplate"})


def test_shares_are_of_labelled_sentences_and_of_their_characters() -> None:
    root = page(
        document(
            sentence("a" * 10),
            sentence("b" * 10),
            sentence("c" * 60, "attributed_claim"),
            boilerplate("d" * 500),
            sentence("e" * 20, "editorial_commentary"),
            model="essai-1",
        )
    )

    assert [words(share) for share in with_class(root, "shares")[0].iter("dd")] == [
        "50 % 2 phrases 20 % des caractères",
        "25 % 1 phrase 60 % des caractères",
        "25 % 1 phrase 20 % des caractères",
    ]
    assert [(part.get("x"), part.get("width")) for part in with_class(root, "bar")[0]] == [
        ("0.000%", "50.000%"),
        ("50.000%", "25.000%"),
        ("75.000%", "25.000%"),
    ]
    assert words(with_class(root, "meta")[0]) == "5 phrases, dont 4 classées · modèle essai-1"


@pytest.mark.parametrize(
    ("score", "shown"),
    [
        (1.0, ["100 %", "0 %", "0 %"]),
        (0.9999, ["> 99 %", "< 1 %", "< 1 %"]),
        (0.88, ["88 %", "6 %", "6 %"]),
    ],
)
def test_percentages_are_french_and_claim_no_certainty(score: float, shown: list[str]) -> None:
    (note,) = with_class(page(document(sentence("Oui.", score=score))), "note")

    assert [text_of(number) for number in note.iter("b")] == [p.replace(" ", "\u202f") for p in shown]


def test_filter_has_a_named_checkbox_for_each_class_and_the_style_obeys_it() -> None:
    (fieldset,) = page(MIXED).iter("fieldset")

    assert words(fieldset[0]) == "Mettre en couleur"
    for name, label in zip(LABELS, fieldset.iter("label"), strict=True):
        (box,) = label.iter("input")
        assert words(label, "mark") == DISPLAY_NAMES[name]
        assert (box.get("type"), box.get("id"), "checked" in box.attrib) == ("checkbox", f"show-{name}", True)
        assert f"body:has(#show-{name}:not(:checked)) .sentence.{name}" in CSS


def test_several_articles_get_a_table_of_contents_with_shares() -> None:
    root = page(MIXED, document(sentence("Fin.", "attributed_claim"), name="b"), document(name="c"))
    rows = [[words(cell) for cell in row][:5] for row in root.iterfind(".//nav//tr")]

    assert [link.get("href") for link in root.iterfind(".//nav//a")] == [f"#article-{i}" for i in (1, 2, 3)]
    assert rows[2:] == [["b", "1", "0 %", "100 %", "0 %"], ["c", "0", "–", "–", "–"]]
    assert page(MIXED).find(".//nav") is None


@pytest.mark.parametrize(
    ("documents", "message"),
    [
        ([], "Aucun article."),
        ([document()], "Cet article est vide."),
        ([document(" \n")], "Cet article est vide."),
    ],
)
def test_nothing_to_show_is_said(documents: list[ReportDocument], message: str) -> None:
    root = page(*documents)

    assert [words(line) for line in with_class(root, "empty")] == [message]
    assert not with_class(root, "shares")


def test_an_article_of_boilerplate_alone_has_no_shares() -> None:
    root = page(document(boilerplate("Lire aussi")))

    assert article_text(root) == "Lire aussi"
    assert not with_class(root, "shares")


@pytest.mark.parametrize(
    "sentences",
    [
        [sentence("bc", start=0)],
        [sentence("abc", start=0), sentence("cd", start=2)],
        [sentence("d", start=3), sentence("a", start=0)],
    ],
)
def test_offsets_that_do_not_fit_the_text_are_refused(sentences: list[TaggedSentence]) -> None:
    with pytest.raises(ValueError, match=r"essai\.txt: the sentence at"):
        ReportDocument("essai.txt", "abcd", sentences, "m")


def test_five_thousand_sentences_take_seconds() -> None:
    article = document(*(part for i in range(5000) for part in (sentence(f"Phrase {i}."), " ")))
    began = time.perf_counter()
    html = render_report([article])

    assert time.perf_counter() - began < 5
    assert html.count('class="sentence ') == 5000
    assert len(html) < 10_000_000


def test_an_undecided_sentence_shows_its_probabilities_and_no_class() -> None:
    undecided = replace(sentence("Le pont serait repris.", score=0.5), label=None, abstained=True)
    page = render_report([document(undecided, " ", sentence("Il pleut."))])
    assert 'class="sentence undecided"' in page
    assert "indécis : " in page
    assert "laissée indécise" in page
    assert "laissée indécise" not in render_report([document(sentence("Il pleut."))])
