"""Replaced-token detection (Clark et al. 2020, arXiv:2003.10555) with a finished encoder as generator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from depeche.errors import DepecheError
from depeche.pretraining.encoder import open_encoder

if TYPE_CHECKING:
    import torch


class Replacer:
    """Puts pieces that a frozen encoder finds likely in the place of others.

    Unlike in ELECTRA, the generator is not trained beside the model: a step costs one forward pass of it.

    Args:
        settings: the ``replaced_tokens`` section of a pretraining configuration.
        tokenizer: that of the model that is trained.
        device: where the generator runs.

    Raises:
        DepecheError: the generator cannot be opened, or has other pieces.
    """

    def __init__(self, settings: Any, tokenizer: Any, device: torch.device) -> None:
        generator, other = open_encoder(settings.generator, window=1)
        if other.get_vocab() != tokenizer.get_vocab() or not hasattr(generator, "lm_head"):
            raise DepecheError(
                f"replaced_tokens.generator: {settings.generator} has other pieces than the encoder, or is "
                "not of the RoBERTa family; the two must share their tokenizer"
            )
        self._share, self._mask_id = float(settings.share), int(tokenizer.mask_token_id)
        self._generator = generator.eval().requires_grad_(False).to(device)

    def replace(self, masked: torch.Tensor, free: torch.Tensor) -> torch.Tensor:
        """``masked`` with some of its pieces drawn from the generator's softmax, by torch's global generator.

        Args:
            masked: piece ids, shape (windows, length).
            free: the positions that may be replaced, boolean, of the same shape.
        """
        import torch

        places = free & (torch.rand(masked.shape, device=masked.device) < self._share)
        with torch.no_grad():
            hidden = self._generator.base_model(input_ids=masked.masked_fill(places, self._mask_id))
            logits = self._generator.lm_head(hidden.last_hidden_state[places]).float()
            replaced = masked.clone()
            # The Gumbel-max trick: this argmax is a draw from the softmax.
            replaced[places] = (logits - torch.empty_like(logits).exponential_().log_()).argmax(-1)
        return replaced
