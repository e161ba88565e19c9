"""One pretraining run: text → tokenizer → packed streams → word vectors → loop → encoder folder.

``python -m depeche.pretraining.run resolved.json`` runs from a configuration that
``depeche pretrain --resolve`` has checked and written as JSON; it needs no pydantic.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from depeche.pretraining.loop import HELD_OUT_TOKENS, Pretrainer
from depeche.pretraining.packing import open_packed, pack
from depeche.pretraining.text import read_blocks
from depeche.pretraining.tokenizer import MAX_LENGTH, load_tokenizer, train_tokenizer
from depeche.pretraining.word_vectors import initialise_embeddings, train_word_vectors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from transformers import PreTrainedModel, PreTrainedTokenizerFast


def pretrain(settings: Any) -> dict[str, float]:
    """Run or resume the run that ``settings`` describes; every finished stage is kept in its folder.

    Args:
        settings: a :class:`depeche.config.PretrainConfig`, or the same as plain namespaces.

    Returns:
        Held-out loss and accuracy, tokens, steps and seconds, as written to ``result.json``.
    """
    import torch

    folder = Path(settings.output_dir)
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(settings.seed)
    if settings.run.threads:
        torch.set_num_threads(settings.run.threads)
    tokenizer = _tokenizer(settings, folder / "encoder")
    streams = _streams(settings, tokenizer, folder)
    held_out, streams["general"] = streams["general"][:HELD_OUT_TOKENS], streams["general"][HELD_OUT_TOKENS:]
    model = _model(settings, tokenizer)
    trainer = Pretrainer(model, tokenizer, streams, held_out, settings, folder)
    if trainer.resume():
        print(f"resumed at step {trainer.progress.step}", flush=True)
    elif settings.word_vectors.enabled and not settings.encoder.init_from:
        _start_from_word_vectors(model, streams["general"], settings)
    result = trainer.run()
    save_encoder(model, tokenizer, folder / "encoder", half=settings.run.save_half)
    (folder / "result.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return result


def _tokenizer(settings: Any, folder: Path) -> PreTrainedTokenizerFast:
    if settings.encoder.init_from:
        return load_tokenizer(settings.encoder.init_from)
    if (folder / "tokenizer.json").exists():
        return load_tokenizer(folder)
    tokenizer = train_tokenizer(_tokenizer_lines(settings), settings.tokenizer.vocab_size)
    tokenizer.save_pretrained(folder)
    return tokenizer


def _tokenizer_lines(settings: Any) -> Iterator[str]:
    """Every n-th block of the general text up to the character budget, then the press text, repeated."""
    budget = settings.tokenizer.characters
    for block in islice(read_blocks(settings.corpus.general), 0, None, settings.tokenizer.every_nth_block):
        for line in block:
            budget -= len(line)
            yield line
        if budget <= 0:
            break
    for _ in range(settings.tokenizer.press_repeats):
        for block in read_blocks(settings.corpus.press, settings.corpus.splits):
            yield from block


def _streams(
    settings: Any, tokenizer: PreTrainedTokenizerFast, folder: Path
) -> dict[str, NDArray[np.uint16]]:
    corpus, streams = settings.corpus, {}
    for name, paths, splits in (("general", corpus.general, None), ("press", corpus.press, corpus.splits)):
        path = folder / f"{name}.uint16"
        if path.exists():
            streams[name] = open_packed(path)
        elif paths:
            streams[name] = pack(read_blocks(paths, splits), tokenizer, path, corpus.max_tokens)
            print(f"packed {len(streams[name]):,} tokens of {name} text", flush=True)
    return streams


def _model(settings: Any, tokenizer: PreTrainedTokenizerFast) -> PreTrainedModel:
    import torch
    from transformers import AutoModelForMaskedLM, CamembertConfig

    encoder = settings.encoder
    if encoder.init_from:
        return AutoModelForMaskedLM.from_pretrained(
            encoder.init_from, dtype=torch.float32, trust_remote_code=False
        ).train()
    config = CamembertConfig(
        vocab_size=len(tokenizer),
        hidden_size=encoder.hidden_size,
        num_hidden_layers=encoder.num_layers,
        num_attention_heads=encoder.num_heads,
        intermediate_size=encoder.intermediate_size,
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


def _start_from_word_vectors(model: PreTrainedModel, stream: NDArray[np.uint16], settings: Any) -> None:
    embedding = model.get_input_embeddings()
    vectors = train_word_vectors(
        stream,
        embedding.num_embeddings,
        embedding.embedding_dim,
        tokens=settings.word_vectors.tokens,
        epochs=settings.word_vectors.epochs,
        workers=max(1, settings.run.threads),
        seed=settings.seed,
    )
    known = initialise_embeddings(embedding, vectors, settings.word_vectors.std)
    print(f"embeddings of {known:,} pieces start from word vectors", flush=True)


def save_encoder(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerFast, folder: Path, *, half: bool
) -> None:
    """Save the encoder with its masked-language-modelling head, in half precision where asked."""
    (model.half() if half else model).save_pretrained(folder)
    tokenizer.save_pretrained(folder)


if __name__ == "__main__":
    pretrain(
        json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"), object_hook=lambda d: SimpleNamespace(**d))
    )
