"""Fine-tuning an encoder to tag the pieces of sources and cues, and saving it for use without torch."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Sequence
from dataclasses import asdict
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from depeche import __version__
from depeche.bundled import resolve_model
from depeche.corpus.voice_gold import GoldSentence, read_voice_gold
from depeche.encoding import EncodingSettings, SentenceEncoder
from depeche.errors import DepecheError
from depeche.files import replacing
from depeche.inference.checkpoint import RECORD_FILE
from depeche.quiet import quiet_loading
from depeche.training.hardware import has_fast_bf16
from depeche.training.model import first_line, longest_input, set_dropout
from depeche.training.voice_data import TagCollator, VoiceDataset
from depeche.training.voice_export import export_tags
from depeche.voices.tags import NO_TAG, TAG_IDS, TAGS

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel, PreTrainedTokenizerFast

    from depeche.config import VoicesConfig


def train_voices(config: VoicesConfig) -> Path:
    """Train on the gold sentences, and write the checkpoint with its ``model.onnx``; returns its folder.

    Raises:
        DepecheError: the data or the encoder does not allow the run; says why.
    """
    gold = read_voice_gold(config.data.train)
    began = time.monotonic()
    model, tokenizer = fit_voices(config, gold)
    seconds = time.monotonic() - began
    folder = Path(config.output_dir)
    folder.mkdir(parents=True, exist_ok=True)
    if config.onnx_only:
        model.config.save_pretrained(folder)
    else:
        model.float().save_pretrained(folder)
    settings = EncodingSettings(config.training.max_length, before=0, after=0, headline=False)
    tokenizer.model_max_length = settings.max_length
    tokenizer.save_pretrained(folder)
    inputs = tag_encoder(config, tokenizer).encode_isolated([sentence.text for sentence in gold])
    agreement = export_tags(model, folder, inputs, int(tokenizer.pad_token_id))
    record = {
        "name": config.name,
        "depeche": __version__,
        "encoding": asdict(settings),
        "seed": config.seed,
        "data_sha256": sha256(Path(config.data.train).read_bytes()).hexdigest(),
        "training": {
            "sentences": len(gold),
            "seconds": round(seconds, 1),
            "onnx_tags_equal": round(agreement, 4),
        },
        "config": config.model_dump(mode="json"),
        "versions": {
            name: metadata.version(name) for name in ("torch", "transformers", "tokenizers", "numpy")
        },
    }
    with replacing(folder / RECORD_FILE) as out:
        json.dump(record, out, indent=2, ensure_ascii=False)
        out.write("\n")
    return folder


def fit_voices(
    config: VoicesConfig, gold: Sequence[GoldSentence]
) -> tuple[PreTrainedModel, PreTrainedTokenizerFast]:
    """The encoder of ``config.model`` trained on ``gold``, and its tokenizer."""
    import torch

    from depeche.training.data import BucketedBatches

    settings = config.training
    torch.manual_seed(config.seed)
    if settings.threads:
        torch.set_num_threads(settings.threads)
    model, tokenizer = _open(config)
    dataset = VoiceDataset(
        gold,
        tag_encoder(config, tokenizer),
        piece_dropout=settings.piece_dropout,
        source_swap=settings.source_swap,
        seed=config.seed,
    )
    batches = BucketedBatches(dataset, settings.batch_size, config.seed)
    collate = TagCollator(int(tokenizer.pad_token_id))
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model.to(device).train()
    optimizer = _optimizer(model, config)
    steps = len(batches) * settings.epochs
    rate = torch.optim.lr_scheduler.LambdaLR(optimizer, _course(steps, settings.warmup))
    for epoch in range(settings.epochs):
        batches.set_epoch(epoch)
        for batch in batches:
            tensors = {name: t.to(device) for name, t in collate([dataset[i] for i in batch]).items()}
            labels = tensors.pop("labels")
            with torch.autocast(device.type, dtype=torch.bfloat16, enabled=has_fast_bf16()):
                logits = model(**tensors).logits
            loss = torch.nn.functional.cross_entropy(
                logits.float().flatten(0, 1), labels.flatten(), ignore_index=NO_TAG
            )
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), settings.max_grad_norm)
            optimizer.step()
            rate.step()
            optimizer.zero_grad()
        print(f"epoch {epoch + 1} of {settings.epochs}: loss of the last batch {loss.item():.3f}", flush=True)
    return model.cpu().eval(), tokenizer


def _open(config: VoicesConfig) -> tuple[PreTrainedModel, PreTrainedTokenizerFast]:
    import torch
    from transformers import AutoConfig, AutoModelForTokenClassification, AutoTokenizer

    quiet_loading()
    settings = config.model
    folder = resolve_model(settings.name_or_path, settings.revision)
    local: dict[str, Any] = {"trust_remote_code": False, "local_files_only": True}
    try:
        architecture = AutoConfig.from_pretrained(
            folder, num_labels=len(TAGS), id2label=dict(enumerate(TAGS)), label2id=TAG_IDS, **local
        )
        set_dropout(architecture, settings.dropout, settings.classifier_dropout)
        tokenizer = AutoTokenizer.from_pretrained(folder, **local)
        model = AutoModelForTokenClassification.from_pretrained(
            folder,
            config=architecture,
            dtype=torch.float32,  # a half-precision encoder would train in fp16
            use_safetensors=True,
            **local,
        )
    except Exception as error:  # transformers, safetensors and the OS each raise their own
        raise DepecheError(f"{folder}: the encoder cannot be opened: {first_line(error)}") from None
    if not getattr(tokenizer, "is_fast", False) or tokenizer.mask_token is None:
        raise DepecheError(f"{folder}: needs a fast tokenizer with a mask token")
    longest = longest_input(model, tokenizer)
    if config.training.max_length > longest:
        raise DepecheError(
            f"training.max_length {config.training.max_length} is more than the {longest} pieces that "
            f"{settings.name_or_path} can read; lower it"
        )
    return model, tokenizer


def tag_encoder(config: VoicesConfig, tokenizer: PreTrainedTokenizerFast) -> SentenceEncoder:
    """What builds the inputs of a run: sentences by themselves."""
    # A copy: the encoder changes how its tokenizer reads special tokens.
    backend = type(tokenizer.backend_tokenizer).from_str(tokenizer.backend_tokenizer.to_str())
    settings = EncodingSettings(config.training.max_length, before=0, after=0, headline=False)
    return SentenceEncoder(backend, str(tokenizer.mask_token), settings)


def _optimizer(model: PreTrainedModel, config: VoicesConfig) -> torch.optim.Optimizer:
    """AdamW, fused; a higher rate for the new head; no weight decay on biases and norms."""
    import torch

    settings = config.training
    groups: dict[tuple[float, float], list[Any]] = {}
    for name, parameter in model.named_parameters():
        own = name.startswith(model.base_model_prefix + ".")
        rate = settings.learning_rate if own else settings.head_learning_rate
        decay = settings.weight_decay if parameter.ndim > 1 else 0.0
        groups.setdefault((rate, decay), []).append(parameter)
    return torch.optim.AdamW(
        [{"params": members, "lr": rate, "weight_decay": decay} for (rate, decay), members in groups.items()],
        eps=1e-6,
        fused=True,
    )


def _course(steps: int, warmup: float) -> Any:
    """Factor on the learning rates at each step: up linearly in the warm-up, then down linearly to zero."""
    rising = max(1, math.ceil(steps * warmup))

    def factor(step: int) -> float:
        return min((step + 1) / rising, (steps - step) / max(1, steps - rising))

    return factor
