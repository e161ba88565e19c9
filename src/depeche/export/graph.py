"""A torch classifier as an ONNX graph that computes no more than the label needs."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import torch
from torch import nn

OPSET = 17

#: Architectures whose modules have the names and the computation of RoBERTa's.
ROBERTA_FAMILY = ("camembert", "roberta", "xlm-roberta")


def write_graph(model: Any, ids: tuple[int, ...], path: Path, *, per_piece: bool = False) -> None:
    """Trace a classifier of transformers into an ONNX file.

    Args:
        model: the classifier; it is moved to the CPU and set to evaluation mode.
        ids: an input to trace with.
        path: file to write. Inputs ``input_ids`` and ``attention_mask`` of shape (n, length), output
            ``logits`` of shape (n, labels), or (n, length, labels) where it classifies pieces.
        per_piece: whether the model is one for token classification.
    """
    model = model.cpu().eval()
    lean = model.config.model_type in ROBERTA_FAMILY and not per_piece
    module = RobertaFirstToken(model) if lean else _Logits(model)
    # Two rows, one of them padded: a trace of one row would fix what depends on the mask.
    batch = torch.tensor([ids, ids])
    mask = torch.ones_like(batch)
    mask[1, -1] = 0
    with torch.no_grad(), warnings.catch_warnings():
        # What a trace may miss is found by the comparison with torch, not by its warnings.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            # The exporter restores the training mode of what it is given: a wrapper in training mode
            # would leave the model's dropout on.
            module.eval(),
            (batch, mask),
            str(path),
            input_names=["input_ids", "attention_mask"],
            output_names=["logits"],
            dynamic_axes={name: {0: "n", 1: "length"} for name in ("input_ids", "attention_mask")}
            | {"logits": {0: "n", 1: "length"} if per_piece else {0: "n"}},
            opset_version=OPSET,
            dynamo=False,
        )


class _Logits(nn.Module):  # type: ignore[misc]
    """Any classifier, as transformers computes it."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: Any, attention_mask: Any) -> Any:
        return self.model(input_ids=input_ids, attention_mask=attention_mask).logits


class RobertaFirstToken(nn.Module):  # type: ignore[misc]
    """A classifier of the RoBERTa family, with the same weights and the same logits for less work.

    The head reads the first piece only, so the last layer computes queries, attention and feed-forward for
    that piece alone; the embedding of the only segment is part of that of the position; the mask is one
    addition (transformers' graph also looks for rows without any piece, which do not occur).

    Args:
        model: a ``…ForSequenceClassification`` of ``ROBERTA_FAMILY``.
    """

    def __init__(self, model: Any) -> None:
        super().__init__()
        encoder, embeddings = model.roberta, model.roberta.embeddings
        self.pad_id = int(embeddings.padding_idx)
        self.words, self.norm = embeddings.word_embeddings, embeddings.LayerNorm
        self.positions = nn.Embedding.from_pretrained(
            embeddings.position_embeddings.weight + embeddings.token_type_embeddings.weight[0]
        )
        self.layers, self.classifier = encoder.encoder.layer, model.classifier

    def forward(self, input_ids: Any, attention_mask: Any) -> Any:
        """Logits of shape (n, 3) of ids and mask of shape (n, length)."""
        real = input_ids.ne(self.pad_id).int()
        places = (real.cumsum(1).int() * real).long() + self.pad_id
        states = self.norm(self.words(input_ids) + self.positions(places))
        hidden = (1.0 - attention_mask[:, None, None, :].to(states.dtype)) * -1e4
        last = len(self.layers) - 1
        for number, layer in enumerate(self.layers):
            states = _roberta_layer(layer, states, hidden, first_only=number == last)
        return self.classifier(states)


def _roberta_layer(layer: Any, states: Any, hidden: Any, *, first_only: bool) -> Any:
    attention = layer.attention.self
    shape = (states.shape[0], -1, attention.num_attention_heads, attention.attention_head_size)
    keys = attention.key(states).reshape(shape).permute(0, 2, 3, 1)
    values = attention.value(states).reshape(shape).transpose(1, 2)
    if first_only:
        states = states[:, :1]
    queries = attention.query(states).reshape(shape).transpose(1, 2)
    weights = torch.matmul(queries * attention.attention_head_size**-0.5, keys) + hidden
    mixed = torch.matmul(weights.softmax(-1), values).transpose(1, 2).flatten(2)
    states = layer.attention.output.LayerNorm(layer.attention.output.dense(mixed) + states)
    inner = layer.intermediate.intermediate_act_fn(layer.intermediate.dense(states))
    return layer.output.LayerNorm(layer.output.dense(inner) + states)
