"""The model that pretraining trains: a new one, or one from a checkpoint; and saving it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from depeche.bundled import resolve_model
from depeche.errors import DepecheError
from depeche.pretraining.tokenizer import MAX_LENGTH, load_tokenizer
from depeche.quiet import quiet_loading
from depeche.weights import halve_weights

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerFast


def new_encoder(sizes: Any, tokenizer: PreTrainedTokenizerFast) -> PreTrainedModel:
    """A CamemBERT with random weights and a masked-language-modelling head, in training mode.

    Args:
        sizes: the ``encoder`` section of a pretraining configuration.
        tokenizer: gives the number of pieces and the ids of the special ones.
    """
    from transformers import AutoModelForMaskedLM, CamembertConfig

    config = CamembertConfig(
        vocab_size=len(tokenizer),
        hidden_size=sizes.hidden_size,
        num_hidden_layers=sizes.num_layers,
        num_attention_heads=sizes.num_heads,
        intermediate_size=sizes.intermediate_size,
        max_position_embeddings=MAX_LENGTH + 2,
        type_vocab_size=1,
        layer_norm_eps=1e-5,
        hidden_dropout_prob=0.0,  # one pass over the text overfits nothing; fine-tuning sets its own
        attention_probs_dropout_prob=0.0,
        bos_token_id=tokenizer.bos_token_id,
        pad_token_id=tokenizer.pad_token_id,
        eos_token_id=tokenizer.eos_token_id,
    )
    return AutoModelForMaskedLM.from_config(config).train()


def open_encoder(name_or_path: str, window: int) -> tuple[PreTrainedModel, PreTrainedTokenizerFast]:
    """An encoder to train further, in fp32 and training mode, and its tokenizer.

    Args:
        name_or_path: what :func:`depeche.bundled.resolve_model` finds.
        window: the most tokens that it will be given at once.

    Raises:
        DepecheError: it cannot be found or opened, its tokenizer lacks what masked-language modelling
            needs or does not belong to it, or ``window`` is longer than its positions.
    """
    import torch
    from transformers import AutoModelForMaskedLM

    quiet_loading()
    folder = resolve_model(name_or_path)
    try:
        tokenizer = load_tokenizer(folder)
        model = AutoModelForMaskedLM.from_pretrained(
            folder,
            dtype=torch.float32,  # a half-precision encoder would train in fp16
            use_safetensors=True,
            trust_remote_code=False,
            local_files_only=True,
        )
    except Exception as error:  # transformers, safetensors and the OS each raise their own
        reason = str(error).strip().partition("\n")[0] or type(error).__name__
        raise DepecheError(f"{folder}: the encoder cannot be opened: {reason}") from None
    _check_tokenizer(tokenizer, model, folder)
    positions = _positions(model)
    if positions is not None and window > positions:
        raise DepecheError(
            f"{folder}: has {positions} positions; lower schedule.phases.*.sequence_length, "
            f"which is {window}, or choose another encoder"
        )
    return model.train(), tokenizer


def _check_tokenizer(tokenizer: PreTrainedTokenizerFast, model: PreTrainedModel, folder: Path) -> None:
    needed = ("cls_token", "sep_token", "mask_token")
    lacking = [name for name in needed if getattr(tokenizer, name, None) is None]
    if lacking or not getattr(tokenizer, "is_fast", False):
        raise DepecheError(
            f"{folder}: needs a fast tokenizer with {', '.join(needed)}; "
            f"got {type(tokenizer).__name__} without {', '.join(lacking) or 'tokenizer.json'}"
        )
    rows = model.get_input_embeddings().num_embeddings
    if len(tokenizer) > rows:
        raise DepecheError(
            f"{folder}: the tokenizer has {len(tokenizer):,} pieces, the model {rows:,}: they do not belong "
            "together; fetch the checkpoint again"
        )


def _positions(model: PreTrainedModel) -> int | None:
    """Rows of the position embeddings that text can use; None where positions are relative or rotary."""
    table = getattr(model.base_model.embeddings, "position_embeddings", None)
    if table is None:
        return None
    # The RoBERTa family counts positions from the padding id + 1.
    return int(table.num_embeddings - (0 if table.padding_idx is None else table.padding_idx + 1))


def save_encoder(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerFast, folder: Path, *, half: bool
) -> None:
    """Save the encoder with its masked-language-modelling head, in half precision where asked.

    The model itself keeps its precision.
    """
    model.save_pretrained(folder)
    if half:
        halve_weights(folder)
    tokenizer.save_pretrained(folder)
