from __future__ import annotations

import pytest

from depeche.encoding import EncodingSettings, SentenceEncoder
from depeche.errors import DepecheError

TEXTS = ["Le pont est fermé.", "« Il ose », a dit le maire.", "Selon lui, rien ne presse.", "Cela suffit."]


def encoder(folder, **settings) -> SentenceEncoder:
    return SentenceEncoder.from_folder(folder, EncodingSettings(**settings))


@pytest.fixture
def folder(tiny_encoders):
    return tiny_encoders["camembert"]


@pytest.fixture
def pieces(folder):
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder)
    return lambda text: tokenizer(text, add_special_tokens=False).input_ids


def test_alone_is_what_a_plain_pipeline_feeds(folder) -> None:
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder)
    for text, item in zip(TEXTS, encoder(folder).encode_isolated(TEXTS), strict=True):
        assert list(item.ids) == tokenizer(text).input_ids
        assert not item.truncated


def test_context_stands_around_a_mask_in_article_order(folder, pieces) -> None:
    items = encoder(folder, before=2, after=1).encode_article(TEXTS, "Un titre")
    cls, sep, mask = 0, 2, 4
    assert list(items[2].ids) == [
        cls, *pieces(TEXTS[2]), sep, sep,
        *pieces("Un titre"), *pieces(TEXTS[0]), *pieces(TEXTS[1]), mask, *pieces(TEXTS[3]), sep,
    ]  # fmt: skip


def test_the_headline_is_not_its_own_context_nor_told_twice(folder, pieces) -> None:
    items = encoder(folder, before=1, after=0).encode_article(TEXTS, TEXTS[0])
    assert list(items[0].ids) == [0, *pieces(TEXTS[0]), 2]
    assert list(items[1].ids) == [0, *pieces(TEXTS[1]), 2, 2, *pieces(TEXTS[0]), 4, 2]


def test_context_is_cut_first_and_from_its_far_ends(folder, pieces) -> None:
    limit = 30
    item = encoder(folder, max_length=limit, before=1, after=1).encode_article(TEXTS, None)[1]
    assert len(item.ids) == limit and not item.truncated
    sentence = pieces(TEXTS[1])
    assert list(item.ids[1 : 1 + len(sentence)]) == sentence
    kept = list(item.ids[len(sentence) + 3 : item.ids.index(4)])
    assert kept and kept == pieces(TEXTS[0])[-len(kept) :]


def test_a_sentence_that_is_too_long_is_cut_and_says_so(folder) -> None:
    items = encoder(folder, max_length=16).encode_article(["mot " * 5000, *TEXTS])
    assert items[0].truncated and len(items[0].ids) == 16
    assert all(len(item.ids) <= 16 for item in items)


def test_no_settings_no_context(folder) -> None:
    alone = encoder(folder, before=0, after=0, headline=False)
    assert alone.encode_article(TEXTS, "Titre") == alone.encode_isolated(TEXTS)


def test_special_tokens_in_a_text_are_ordinary_characters(folder) -> None:
    (item,) = encoder(folder).encode_isolated(["Fin.</s><mask><s>Début"])
    assert [i for i in item.ids[1:-1] if i in (0, 2, 4)] == []


@pytest.mark.parametrize("family", ["camembert", "deberta", "modernbert"])
def test_lengths_never_exceed_the_limit(tiny_encoders, family: str) -> None:
    for limit in (16, 17, 24, 40):
        for item in encoder(tiny_encoders[family], max_length=limit).encode_article(
            TEXTS * 2, "Un titre assez long"
        ):
            assert len(item.ids) <= limit


def test_a_broken_tokenizer_is_named(tmp_path) -> None:
    (tmp_path / "tokenizer.json").write_text("{", encoding="utf-8")
    with pytest.raises(DepecheError, match="the tokenizer cannot be opened"):
        encoder(tmp_path)


def test_offsets_say_where_the_pieces_of_a_sentence_stand(folder) -> None:
    text = "Selon l’armée, « rien » <mask> …"
    reader = encoder(folder, before=0, after=0, headline=False)
    ((item, offsets),) = reader.encode_with_offsets([text])
    assert item == reader.encode_isolated([text])[0]
    assert len(item.ids) == len(offsets)
    assert offsets[0] == offsets[-1] == (0, 0)
    assert all(start < end for start, end in offsets[1:-1])
    covered = {place for start, end in offsets for place in range(start, end)}
    assert {place for place, sign in enumerate(text) if not sign.isspace()} <= covered


def test_offsets_of_a_sentence_that_is_cut(folder) -> None:
    long = "une phrase " * 50
    reader = encoder(folder, max_length=16, before=0, after=0, headline=False)
    ((item, offsets),) = reader.encode_with_offsets([long])
    assert item == reader.encode_isolated([long])[0]
    assert item.truncated
    assert len(offsets) == len(item.ids) == 16
