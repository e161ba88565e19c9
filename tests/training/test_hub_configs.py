"""The configurations for encoders of the Hub, on random checkpoints of their widths with two layers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from depeche.config import load_finetune_config
from depeche.inference.tagger import Tagger
from depeche.labels import LABELS
from depeche.training.finetune import train

CONFIGS = Path(__file__).parents[2] / "configs"
_BASE = {"hidden_size": 768, "num_attention_heads": 12, "intermediate_size": 3072}
_ROBERTA = {"vocab_size": 32005, "max_position_embeddings": 514, "type_vocab_size": 1, "layer_norm_eps": 1e-5}
#: What the published config.json files say, but for the number of layers.
ARCHITECTURES: dict[str, tuple[str, dict[str, Any]]] = {
    "camembert-base": ("camembert", {**_BASE, **_ROBERTA}),
    "camembert-large": (
        "camembert",
        {**_ROBERTA, "hidden_size": 1024, "num_attention_heads": 16, "intermediate_size": 4096},
    ),
    "distilcamembert": ("camembert", {**_BASE, **_ROBERTA}),
    "camembertav2-base": (
        "deberta-v2",
        {
            **_BASE,
            "vocab_size": 32768,
            "max_position_embeddings": 1024,
            "type_vocab_size": 0,
            "relative_attention": True,
            "position_buckets": 256,
            "position_biased_input": False,
            "norm_rel_ebd": "layer_norm",
            "share_att_key": True,
            "pos_att_type": ["p2c", "c2p"],
        },
    ),
    "moderncamembert-base": (
        "modernbert",
        {
            "hidden_size": 768,
            "num_attention_heads": 12,
            "intermediate_size": 1152,
            "vocab_size": 32768,
            "max_position_embeddings": 1024,
            "global_attn_every_n_layers": 3,
            "local_attention": 128,
            "cls_token_id": 0,
            "sep_token_id": 2,
        },
    ),
}


def test_every_configuration_for_the_hub_is_tried() -> None:
    named = {
        path.stem
        for path in CONFIGS.glob("*.yaml")
        if not load_finetune_config(path).model.name_or_path.startswith("bundled:")
    }
    assert named == set(ARCHITECTURES)


@pytest.mark.slow
@pytest.mark.parametrize("name", ARCHITECTURES)
def test_trains_saves_and_tags(name: str, tmp_path: Path, corpus_folder: Path, tokenizer: Any) -> None:
    from transformers import AutoConfig, AutoModelForMaskedLM

    kind, sizes = ARCHITECTURES[name]
    ids = {"pad_token_id": 1, "bos_token_id": 0, "eos_token_id": 2}
    config = AutoConfig.for_model(kind, **sizes, **ids, num_hidden_layers=2)
    encoder = tmp_path / "encoder"
    AutoModelForMaskedLM.from_config(config).save_pretrained(encoder)
    tokenizer.save_pretrained(encoder)
    run = load_finetune_config(
        CONFIGS / f"{name}.yaml",
        [
            f"model.name_or_path={encoder}",
            f"data.paths=[{corpus_folder}]",
            f"output_dir={tmp_path / 'run'}",
            "training.max_steps=3",
        ],
    )
    result = train(run)
    assert result.steps == 3
    text = "Selon la préfecture, tout va bien. Le pont a rouvert mardi."
    tagged = Tagger.from_pretrained(result.folder).tag(text)
    assert [s.text for s in tagged] == text.replace(". ", ".\n").split("\n")
    assert all(s.label in LABELS for s in tagged)
