from __future__ import annotations

from pathlib import Path

import pytest

from depeche.errors import DepecheError

LETTERS = "abcdefghijklmnopqrstuvwxyzàâæçéèêëîïôœùûüÿ"
SIGNS = "0123456789.,;:!?«»\"'’()[]–—-…%€°&/ \u00a0\u202f\u2009"


@pytest.fixture(scope="module")
def trained():
    """A tokenizer that knows the words of the tests below as one piece each."""
    from depeche.pretraining.tokenizer import train_tokenizer

    words = "l' usine parole selon oui dit l'accord porte-parole « selon » (usine) d'usine, parole. 10 %"
    alphabet = " ".join(LETTERS + LETTERS.upper() + SIGNS)
    return train_tokenizer([words] * 50 + [alphabet] * 2, 240)


@pytest.mark.parametrize(
    ("variant", "usual"),
    [
        ("l’usine", "l'usine"),
        ("lʼusine", "l'usine"),
        ("l‘usine", "l'usine"),
        ("« oui »", "«oui»"),
        ("«\u00a0oui\u00a0»", "« oui »"),
        ("«\u202foui\u202f»", "« oui »"),
        ("“oui”", "« oui »"),
        ("„oui‟", '"oui"'),
        ("oui\u00a0?", "oui?"),
        ("oui\u202f; oui !", "oui; oui!"),
        ("dit — oui", "dit – oui"),
        ("2019−2020", "2019–2020"),
        ("oui…", "oui..."),
        ("pa\u00adrole", "parole"),
        ("\ufeffparole\u200b", "parole"),
        ("e\u0301te\u0301", "été"),
        ("  oui \t\n dit ", "oui dit"),
        ("(oui )", "(oui)"),
    ],
)
def test_typographic_variants_give_the_same_pieces(trained, variant: str, usual: str) -> None:
    assert trained.tokenize(variant) == trained.tokenize(usual)


@pytest.mark.parametrize(
    ("one", "other"), [("« oui", "» oui"), ("Oui", "oui"), ("été", "ete"), ("1 2", "12")]
)
def test_what_carries_meaning_stays_apart(trained, one: str, other: str) -> None:
    assert trained.tokenize(one) != trained.tokenize(other)


@pytest.mark.parametrize(
    "text",
    ["usine", "l'usine", "l’usine", "porte-usine", "«usine»", "« usine »", "(usine)", '"usine"', "oui,usine"],
)
def test_a_word_is_the_same_piece_wherever_it_stands(trained, text: str) -> None:
    assert trained.tokenize(text).count("▁usine") == 1


def test_punctuation_and_elision_are_pieces_of_their_own(trained) -> None:
    assert trained.tokenize("l'usine, selon") == ["▁l'", "▁usine", ",", "▁selon"]


def test_french_letters_and_signs_are_known(trained) -> None:
    assert trained.unk_token not in trained.tokenize(LETTERS + " " + LETTERS.upper() + " " + SIGNS)
    assert trained.tokenize("漢字") == ["▁", "<unk>"]  # one for all that stands together


def test_special_pieces_have_the_first_ids_and_frame_texts(trained) -> None:
    assert trained.convert_ids_to_tokens(range(5)) == ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    a, b = (trained(text, add_special_tokens=False)["input_ids"] for text in ("l'usine", "selon"))
    assert trained("l'usine")["input_ids"] == [0, *a, 2]
    assert trained("l'usine", "selon")["input_ids"] == [0, *a, 2, 2, *b, 2]
    padded = trained(["l'usine", ""], padding=True)
    assert padded["input_ids"][1] == [0, 2] + [1] * len(a)
    assert set(padded) == {"input_ids", "attention_mask"}


def test_a_saved_folder_opens_with_auto_tokenizer(trained, tmp_path: Path) -> None:
    from transformers import AutoTokenizer

    trained.save_pretrained(tmp_path)
    opened = AutoTokenizer.from_pretrained(tmp_path)
    texts = ["« L’usine a fermé », dit-elle…", "porte-parole <mask> 漢字"]
    assert opened(texts)["input_ids"] == trained(texts)["input_ids"]
    assert opened(*texts)["input_ids"] == trained(*texts)["input_ids"]
    assert (opened.mask_token_id, opened.model_max_length, opened.vocab_size) == (4, 512, 240)


def test_decoding_gives_readable_text(trained) -> None:
    assert trained.decode(trained("selon l'usine")["input_ids"], skip_special_tokens=True) == "selon l' usine"


def test_too_little_text_for_the_vocabulary() -> None:
    from depeche.pretraining.tokenizer import train_tokenizer

    with pytest.raises(
        DepecheError, match=r"gives \d+ pieces, not the 3,000 of tokenizer.vocab_size: give more"
    ):
        train_tokenizer(["peu de texte"] * 3, 3000)


def test_a_text_of_many_scripts_leaves_room_for_pieces() -> None:
    from depeche.pretraining.tokenizer import train_tokenizer

    rare = "".join(map(chr, range(0x4E00, 0x4E00 + 380)))
    words = [f"mot{number} autre{number} encore{number}" for number in range(200)]
    tokenizer = train_tokenizer([rare, *words * 2], 300)
    assert len(tokenizer) == 300
    assert "▁encore" in tokenizer.get_vocab()
