"""Opening an encoder with a new three-way head, and its optimiser."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from depeche.bundled import resolve_model
from depeche.errors import DepecheError
from depeche.labels import LABEL_IDS, LABELS
from depeche.quiet import quiet_loading

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel, PreTrainedTokenizerFast

    from depeche.config import FinetuneConfig


def open_encoder(config: FinetuneConfig) -> tuple[PreTrainedModel, PreTrainedTokenizerFast]:
    """The encoder of ``config.model`` with a fresh classification head, in fp32, and its tokenizer.

    Raises:
        DepecheError: it cannot be found, fetched or opened, or has no fast tokenizer with a mask.
    """
    import torch
    from transformers import AutoConfig, AutoModelForSequenceClassification, AutoTokenizer

    quiet_loading()
    settings = config.model
    folder = resolve_model(settings.name_or_path, settings.revision)
    try:
        architecture = AutoConfig.from_pretrained(
            folder,
            num_labels=len(LABELS),
            id2label=dict(enumerate(LABELS)),
            label2id=LABEL_IDS,
            trust_remote_code=False,
            local_files_only=True,
        )
        set_dropout(architecture, settings.dropout, settings.classifier_dropout)
        tokenizer = AutoTokenizer.from_pretrained(folder, trust_remote_code=False, local_files_only=True)
        if settings.random_init:
            model = AutoModelForSequenceClassification.from_config(architecture)
        else:
            model = AutoModelForSequenceClassification.from_pretrained(
                folder,
                config=architecture,
                dtype=torch.float32,  # a half-precision encoder would train in fp16
                use_safetensors=True,
                trust_remote_code=False,
                local_files_only=True,
            )
    except DepecheError:
        raise
    except Exception as error:  # transformers, safetensors and the OS each raise their own
        raise DepecheError(f"{folder}: the encoder cannot be opened: {first_line(error)}") from None
    if not getattr(tokenizer, "is_fast", False) or tokenizer.mask_token is None:
        raise DepecheError(
            f"{folder}: needs a fast tokenizer with a mask token; got {type(tokenizer).__name__}"
        )
    if settings.freeze_embeddings:
        model.get_input_embeddings().requires_grad_(False)
    return model, tokenizer


def shift_classes(model: PreTrainedModel, shifts: Sequence[float]) -> None:
    """Add to the biases of the output layer, so that the logits move wherever the checkpoint is opened.

    Args:
        model: a classifier of any family; its last linear layer with an output a class is meant.
        shifts: one a class.
    """
    import torch

    layers = [
        layer
        for layer in model.modules()
        if isinstance(layer, torch.nn.Linear) and layer.out_features == len(shifts)
    ]
    with torch.no_grad():
        layers[-1].bias += torch.tensor(shifts, dtype=layers[-1].bias.dtype, device=layers[-1].bias.device)


def first_line(error: Exception) -> str:
    """What an error of another library says, in one line."""
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__


def set_dropout(architecture: Any, dropout: float | None, classifier_dropout: float | None) -> None:
    """Set the dropouts, where not None, under the names of the architecture (BERT family, ModernBERT)."""
    hidden = ("hidden_dropout_prob", "attention_probs_dropout_prob", "mlp_dropout", "attention_dropout")
    head = ("classifier_dropout", "cls_dropout")
    for names, value in ((hidden, dropout), (head, classifier_dropout)):
        for name in names:
            if value is not None and hasattr(architecture, name):
                setattr(architecture, name, value)


def longest_input(model: PreTrainedModel, tokenizer: PreTrainedTokenizerFast) -> int:
    """The longest input, in pieces, that the model's positions allow."""
    positions = getattr(model.config, "max_position_embeddings", None)
    if positions is None:
        return int(tokenizer.model_max_length)
    # The RoBERTa family counts positions from pad_token_id + 1.
    roberta = model.config.model_type in ("camembert", "roberta", "xlm-roberta")
    offset = model.config.pad_token_id + 1 if roberta else 0
    return int(positions - offset)


def build_optimizer(model: PreTrainedModel, config: FinetuneConfig) -> torch.optim.Optimizer:
    """AdamW, fused; no weight decay on biases and norms; learning rates falling with depth where asked.

    With ``layerwise_decay`` d the rate of layer k of n is d^(n-k) of the head's, that of the
    embeddings d^(n+1) (Howard and Ruder 2018, arXiv:1801.06146; Sun et al. 2019, arXiv:1905.05583).
    """
    import torch

    settings = config.training
    layers = int(getattr(model.config, "num_hidden_layers", 0))
    groups: dict[tuple[float, float], list[Any]] = {}
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        if name.startswith(model.base_model_prefix + "."):
            rate = settings.learning_rate * settings.layerwise_decay ** _depth_from_top(name, layers)
        else:
            rate = settings.head_learning_rate or settings.learning_rate
        decay = settings.weight_decay if parameter.ndim > 1 else 0.0
        groups.setdefault((rate, decay), []).append(parameter)
    return torch.optim.AdamW(
        [
            {"params": parameters, "lr": rate, "weight_decay": decay}
            for (rate, decay), parameters in groups.items()
        ],
        lr=settings.learning_rate,
        eps=1e-6,
        fused=True,
    )


def _depth_from_top(name: str, layers: int) -> int:
    """0 for what lies above the last layer, 1 for the last layer, layers + 1 for the embeddings."""
    parts = name.split(".")
    for marker in ("layer", "layers"):
        if marker in parts and parts[parts.index(marker) + 1].isdigit():
            return layers - int(parts[parts.index(marker) + 1])
    return layers + 1 if "embeddings" in parts else 0
