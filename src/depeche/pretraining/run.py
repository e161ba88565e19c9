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

from depeche.errors import DepecheError
from depeche.files import replacing
from depeche.pretraining.encoder import new_encoder, open_encoder, save_encoder
from depeche.pretraining.growth import grow_layers
from depeche.pretraining.loop import HELD_OUT_TOKENS, Pretrainer
from depeche.pretraining.packing import open_packed, pack
from depeche.pretraining.same_run import SECTIONS, check_same_run
from depeche.pretraining.text import read_blocks
from depeche.pretraining.tokenizer import load_tokenizer, train_tokenizer
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

    Raises:
        DepecheError: the text, the encoder or what the folder holds does not fit the settings.
    """
    import torch

    folder = Path(settings.output_dir)
    check_same_run(settings, folder)
    torch.manual_seed(settings.seed)
    if settings.run.threads:
        torch.set_num_threads(settings.run.threads)
    model, tokenizer = _model_and_tokenizer(settings, folder / "encoder")
    streams = _streams(settings, tokenizer, folder)
    general = streams["general"]
    held_out_tokens = min(HELD_OUT_TOKENS, len(general) // 10)
    held_out, streams["general"] = general[:held_out_tokens], general[held_out_tokens:]
    trainer = Pretrainer(model, tokenizer, streams, held_out, settings, folder)
    if trainer.resume():
        done = trainer.progress.share(settings.schedule) >= 1.0
        state = "has been finished; it is evaluated and saved again" if done else "goes on"
        print(f"{folder}: the run {state}, at step {trainer.progress.step:,}", flush=True)
    elif settings.word_vectors.enabled and not settings.encoder.init_from:
        _start_from_word_vectors(model, streams["general"], settings)
        trainer.save()
    result = trainer.run()
    save_encoder(model, tokenizer, folder / "encoder", half=settings.run.save_half)
    with replacing(folder / "result.json") as out:
        out.write(json.dumps(result, indent=2) + "\n")
    return result


def _model_and_tokenizer(settings: Any, folder: Path) -> tuple[PreTrainedModel, PreTrainedTokenizerFast]:
    if settings.encoder.init_from:
        window = max(phase.sequence_length for phase in settings.schedule.phases)
        model, tokenizer = open_encoder(settings.encoder.init_from, window)
        layers = settings.encoder.grow_to_layers
        return (grow_layers(model, layers) if layers else model), tokenizer
    if (folder / "tokenizer.json").exists():
        tokenizer = load_tokenizer(folder)
    else:
        tokenizer = train_tokenizer(_tokenizer_lines(settings), settings.tokenizer.vocab_size)
        tokenizer.save_pretrained(folder)
    return new_encoder(settings.encoder, tokenizer), tokenizer


def _tokenizer_lines(settings: Any) -> Iterator[str]:
    """Every n-th block of the general text up to the character budget, then the press text, repeated."""
    corpus, budget = settings.corpus, settings.tokenizer.characters
    general = read_blocks(corpus.general, corpus.splits)
    for block in islice(general, 0, None, settings.tokenizer.every_nth_block):
        for line in block:
            budget -= len(line)
            yield line
        if budget <= 0:
            break
    for _ in range(settings.tokenizer.press_repeats):
        for block in read_blocks(corpus.press, corpus.splits):
            yield from block


def _streams(
    settings: Any, tokenizer: PreTrainedTokenizerFast, folder: Path
) -> dict[str, NDArray[np.uint16]]:
    corpus, streams = settings.corpus, {}
    for name, paths in (("general", corpus.general), ("press", corpus.press)):
        path = folder / f"{name}.uint16"
        if path.exists():
            streams[name] = open_packed(path)
        elif paths:
            blocks = read_blocks(paths, corpus.splits)
            try:
                streams[name] = pack(blocks, tokenizer, path, corpus.max_tokens)
            except DepecheError as error:
                raise DepecheError(f"corpus.{name}: {error}") from None
            print(f"packed {len(streams[name]):,} tokens of {name} text", flush=True)
    return streams


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


def main(arguments: list[str]) -> int:
    """Run the resolved configuration that is the one argument; returns the exit status."""
    try:
        if len(arguments) != 1:
            raise DepecheError("usage: python -m depeche.pretraining.run resolved.json")
        pretrain(_read_resolved(Path(arguments[0])))
    except DepecheError as error:
        print(f"depeche: {error}", file=sys.stderr)
        return 2
    return 0


def _read_resolved(path: Path) -> SimpleNamespace:
    try:
        text = path.read_text(encoding="utf-8")
        settings: SimpleNamespace = json.loads(text, object_hook=lambda d: SimpleNamespace(**d))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else f"not JSON: {error}"
        raise DepecheError(f"{path}: {reason}; write it with depeche pretrain --resolve {path}") from None
    needed = ("output_dir", "run", *SECTIONS)
    if lacking := [name for name in needed if not hasattr(settings, name)]:
        raise DepecheError(
            f"{path}: no {', '.join(lacking)}; write it anew with depeche pretrain --resolve {path}"
        )
    return settings


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
