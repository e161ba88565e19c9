"""A French subword tokenizer, trained on raw text and saved for ``AutoTokenizer``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from depeche.errors import DepecheError

if TYPE_CHECKING:
    from tokenizers import normalizers, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

# The order fixes the ids: <s> 0, <pad> 1, </s> 2, <unk> 3, <mask> 4 (as RoBERTa, mask moved to the front).
SPECIAL_TOKENS = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
MAX_LENGTH = 512


def train_tokenizer(lines: Iterable[str], vocab_size: int) -> PreTrainedTokenizerFast:
    """Train a cased byte-pair-encoding tokenizer (Sennrich et al. 2016, arXiv:1508.07909) on ``lines``.

    Typographic variants that carry no meaning are folded first (kinds of apostrophe, dash,
    blank and double quotation mark, blanks around punctuation), so that badly edited text meets
    the same pieces as well edited text. Guillemets keep their direction.

    Not Unigram: the Unigram trainers at hand (tokenizers 0.23, sentencepiece 0.2 with its
    pre-tokenisation) draw candidates from distinct words, so that a frequent word which no longer
    word contains, such as « selon », « avec » or « cette », is never proposed as one piece.

    Raises:
        DepecheError: the text is too small for ``vocab_size`` pieces.
    """
    from tokenizers import Tokenizer, decoders, models, processors, trainers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True))
    tokenizer.normalizer, tokenizer.pre_tokenizer = _normalizer(), _pre_tokenizer()
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    trainer = trainers.BpeTrainer(
        vocab_size=vocab_size,
        min_frequency=2,
        special_tokens=list(SPECIAL_TOKENS),
        limit_alphabet=min(400, vocab_size // 2),  # rarer characters become <unk>
        show_progress=False,
    )
    tokenizer.train_from_iterator(lines, trainer)
    if tokenizer.get_vocab_size() != vocab_size:
        raise DepecheError(
            f"the text gives {tokenizer.get_vocab_size():,} pieces, not the {vocab_size:,} of "
            "tokenizer.vocab_size: give more text, or lower it"
        )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token="<s>",
        cls_token="<s>",
        eos_token="</s>",
        sep_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        mask_token="<mask>",
        model_max_length=MAX_LENGTH,
        model_input_names=["input_ids", "attention_mask"],
    )


def _normalizer() -> normalizers.Normalizer:
    from tokenizers import Regex, normalizers

    return normalizers.Sequence(
        [
            normalizers.NFC(),
            normalizers.Replace(Regex("[\u00ad\u200b-\u200f\u2060\ufeff]"), ""),
            normalizers.Replace(Regex("[’‘ʼ´`′]"), "'"),
            normalizers.Replace("“", "«"),
            normalizers.Replace("”", "»"),
            normalizers.Replace(Regex("[„‟″]"), '"'),
            normalizers.Replace(Regex("[—―‒−]"), "–"),
            normalizers.Replace("…", "..."),
            normalizers.Replace(Regex(r"\s+"), " "),
            normalizers.Replace(Regex(r" (?=[»:;!?,.)\]])"), ""),
            # A word is the same piece after a blank, an elision, a hyphen or a quotation mark.
            normalizers.Replace(Regex(r"(?<=[^\w\s])(?=[^\W\d])"), " "),
            normalizers.Strip(),
        ]
    )


def _pre_tokenizer() -> pre_tokenizers.PreTokenizer:
    from tokenizers import Regex, pre_tokenizers

    return pre_tokenizers.Sequence(
        [
            pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=True),
            # « l'usine » → « ▁l' », « ▁usine »; other punctuation stands alone.
            pre_tokenizers.Split("'", "merged_with_previous"),
            pre_tokenizers.Split(Regex(r"▁?[^\w▁']"), "isolated"),
        ]
    )


def load_tokenizer(folder: Path) -> PreTrainedTokenizerFast:
    """Open the tokenizer of a checkpoint folder, never running code from it."""
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(folder, trust_remote_code=False, local_files_only=True)
