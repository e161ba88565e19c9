from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from depeche.config import PretrainConfig
from depeche.errors import DepecheError
from depeche.pretraining.encoder import open_encoder, save_encoder
from depeche.pretraining.objectives import HEADS, Objectives, remove_heads

Settings = Callable[..., PretrainConfig]


@pytest.fixture
def lexicon(tmp_path: Path) -> Path:
    path = tmp_path / "lexicon.tsv"
    path.write_text("le\tdet\tDET\nla\tdet\tDET\nde\tprep\tPREP\nà\tprep\tPREP\n", encoding="utf-8")
    return path


def build(folder: Path, settings: Any) -> tuple[Any, Objectives]:
    import torch

    torch.manual_seed(0)
    model, tokenizer = open_encoder(str(folder), 32)
    return model, Objectives(model, tokenizer, settings, torch.device("cpu"))


def windows(streams: dict[str, np.ndarray]) -> np.ndarray:
    return streams["general"][: 8 * 32].astype(np.int64).reshape(8, 32)


def test_every_objective_adds_its_weight_to_the_loss(
    tiny_settings: Settings, tiny_encoders: dict[str, Path], streams: dict[str, np.ndarray], lexicon: Path
) -> None:
    import torch

    folder = tiny_encoders["camembert"]
    more = [f"replaced_tokens.generator={folder}", f"lexicon.path={lexicon}"]

    def loss(*overrides: str) -> float:
        model, objectives = build(folder, tiny_settings(*overrides))
        model.eval()
        for parameter in getattr(model, HEADS, torch.nn.Module()).parameters():
            parameter.data.zero_()  # so that each head answers with the same odds everywhere
        torch.manual_seed(1)
        return float(objectives.loss(windows(streams), np.random.default_rng(1)).detach())

    assert loss(more[0], "replaced_tokens.weight=3") - loss(
        more[0], "replaced_tokens.weight=1"
    ) == pytest.approx(2 * np.log(2), rel=1e-4)
    assert loss(more[1], "lexicon.weight=2") - loss() == pytest.approx(2 * np.log(2), rel=1e-4)


def test_the_heads_learn_and_are_gone_when_the_encoder_is_saved(
    tiny_settings: Settings,
    tiny_encoders: dict[str, Path],
    streams: dict[str, np.ndarray],
    lexicon: Path,
    tmp_path: Path,
) -> None:
    import torch
    from safetensors.torch import load_file

    folder = tiny_encoders["camembert"]
    settings = tiny_settings(
        f"replaced_tokens.generator={folder}", "replaced_tokens.share=0.4", f"lexicon.path={lexicon}"
    )
    model, objectives = build(folder, settings)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    losses = []
    for step in range(30):
        torch.manual_seed(step)
        loss = objectives.loss(windows(streams), np.random.default_rng(step))
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(float(loss.detach()))
    assert np.mean(losses[-5:]) < np.mean(losses[:5]) - 1
    remove_heads(model)
    save_encoder(model, open_encoder(str(folder), 32)[1], tmp_path / "saved", half=False)
    assert (
        load_file(tmp_path / "saved" / "model.safetensors").keys()
        == load_file(folder / "model.safetensors").keys()
    )


def test_replacements_never_touch_masks_or_special_tokens(
    tiny_settings: Settings, tiny_encoders: dict[str, Path], streams: dict[str, np.ndarray]
) -> None:
    import torch

    from depeche.pretraining.replaced_tokens import Replacer

    folder = tiny_encoders["camembert"]
    settings = tiny_settings(f"replaced_tokens.generator={folder}", "replaced_tokens.share=0.5")
    replacer = Replacer(settings.replaced_tokens, open_encoder(str(folder), 32)[1], torch.device("cpu"))
    ids = torch.from_numpy(windows(streams))
    free = torch.rand(ids.shape) < 0.6
    replaced = replacer.replace(ids, free)
    assert torch.equal(replaced[~free], ids[~free])
    assert 0.2 < (replaced != ids)[free].float().mean() <= 0.6


def test_other_families_and_other_pieces_are_refused(
    tiny_settings: Settings, tiny_encoders: dict[str, Path], lexicon: Path
) -> None:
    with pytest.raises(DepecheError, match="RoBERTa family, not for a deberta-v2"):
        build(tiny_encoders["deberta"], tiny_settings(f"lexicon.path={lexicon}"))
    with pytest.raises(DepecheError, match="must share their tokenizer"):
        build(tiny_encoders["camembert"], tiny_settings("replaced_tokens.generator=bundled:compact-encoder"))
