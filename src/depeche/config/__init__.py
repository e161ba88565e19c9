"""Run configurations: one YAML file is one run, checked in full before anything starts."""

from depeche.config.finetune import FinetuneConfig
from depeche.config.loading import (
    load_finetune_config,
    load_pretrain_config,
    load_search_config,
    load_voices_config,
)
from depeche.config.pretrain import PretrainConfig
from depeche.config.search import SearchConfig
from depeche.config.voices import VoicesConfig

__all__ = [
    "FinetuneConfig",
    "PretrainConfig",
    "SearchConfig",
    "VoicesConfig",
    "load_finetune_config",
    "load_pretrain_config",
    "load_search_config",
    "load_voices_config",
]
