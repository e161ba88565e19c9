"""What an encoder learns in a step: to fill masks and, where asked, find replaced pieces and class words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from depeche.errors import DepecheError
from depeche.pretraining.lexicon import UNLISTED, Lexicon
from depeche.pretraining.masked_loss import masked_loss
from depeche.pretraining.masking import mask_tokens
from depeche.pretraining.replaced_tokens import Replacer

if TYPE_CHECKING:
    import torch
    from numpy.typing import NDArray
    from transformers import PreTrainedModel, PreTrainedTokenizerFast

#: The submodule of the model that holds the heads which training needs and the encoder does not.
HEADS = "pretraining_heads"


class Objectives:
    """The loss of a batch of windows, by all objectives of a run in one forward pass.

    Args:
        model: a model with a masked-language-modelling head; gets further heads under :data:`HEADS`.
        tokenizer: its tokenizer.
        settings: a pretraining configuration.
        device: where the model will run.

    Raises:
        DepecheError: the model is not of the RoBERTa family and masks are not the only objective, or
            the settings name what cannot be opened.
    """

    def __init__(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerFast,
        settings: Any,
        device: torch.device,
    ) -> None:
        import torch

        self._model, self._device = model, device
        self._masking = {
            "rate": settings.schedule.mask_rate,
            "mask_id": tokenizer.mask_token_id,
            "vocab_size": len(tokenizer),
            "special_ids": tuple(tokenizer.all_special_ids),
        }
        self._replacer = self._lexicon = None
        heads = {}
        width = model.config.hidden_size
        if settings.replaced_tokens.generator:
            self._replacer = Replacer(settings.replaced_tokens, tokenizer, device)
            self._replaced_weight = settings.replaced_tokens.weight
            heads["replaced"] = torch.nn.Sequential(
                torch.nn.Linear(width, width), torch.nn.GELU(), torch.nn.Linear(width, 1)
            )
        if settings.lexicon.path:
            pieces = tokenizer.convert_ids_to_tokens(list(range(len(tokenizer))))
            self._lexicon = Lexicon(settings.lexicon.path, pieces)
            self._lexicon_weight = settings.lexicon.weight
            heads["lexicon"] = torch.nn.Linear(width, len(self._lexicon.classes))
        if heads and not hasattr(model, "lm_head"):
            raise DepecheError(
                f"{', '.join(heads)}: such an objective is for encoders of the RoBERTa family, "
                f"not for a {model.config.model_type}"
            )
        if heads:
            model.add_module(HEADS, torch.nn.ModuleDict(heads))

    def mask(
        self, windows: NDArray[np.int64], rng: np.random.Generator
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Corrupted ids, original ids and the positions to predict, each of the shape of ``windows``."""
        import torch

        corrupted, chosen = mask_tokens(windows, rng=rng, **self._masking)
        inputs, originals, positions = (
            torch.from_numpy(array).to(self._device) for array in (corrupted, windows, chosen)
        )
        return inputs, originals, positions

    def loss(self, windows: NDArray[np.int64], rng: np.random.Generator) -> torch.Tensor:
        """Cross-entropy of the masked pieces, plus that of the other objectives by their weights, in nats.

        Args:
            windows: piece ids, shape (windows, length).
            rng: source of the masks; replacements come from torch's global generator.

        Returns:
            A scalar with a gradient.
        """
        import torch
        from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

        inputs, originals, chosen = self.mask(windows, rng)
        if not hasattr(self._model, HEADS):
            return masked_loss(self._model, inputs, originals, chosen)[0]
        special = torch.tensor(self._masking["special_ids"], device=self._device)
        free = ~(chosen | torch.isin(originals, special))
        if self._replacer is not None:
            inputs = self._replacer.replace(inputs, free)
        hidden = self._model.base_model(input_ids=inputs).last_hidden_state
        loss = cross_entropy(self._model.lm_head(hidden[chosen]).float(), originals[chosen])
        heads = getattr(self._model, HEADS)
        if self._replacer is not None:
            logits = heads["replaced"](hidden[free]).squeeze(-1).float()
            changed = (inputs != originals)[free].float()
            loss = loss + self._replaced_weight * binary_cross_entropy_with_logits(logits, changed)
        if self._lexicon is not None:
            labels = torch.from_numpy(self._lexicon.find(windows)).to(self._device)
            listed = labels != UNLISTED
            classes = heads["lexicon"](hidden[listed]).float()
            loss = loss + self._lexicon_weight * cross_entropy(classes, labels[listed])
        return loss


def remove_heads(model: PreTrainedModel) -> None:
    """Take away what :class:`Objectives` added, before the encoder is saved."""
    if hasattr(model, HEADS):
        delattr(model, HEADS)
