from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from depeche.errors import DepecheError
from depeche.pretraining.encoder import open_encoder, save_encoder

FAMILIES = ("camembert", "deberta", "modernbert")


def dtypes(folder: Path) -> set[str]:
    from safetensors import safe_open

    with safe_open(folder / "model.safetensors", "pt") as weights:
        return {weights.get_slice(name).get_dtype() for name in weights.keys()}  # noqa: SIM118


@pytest.mark.parametrize("family", FAMILIES)
def test_saving_in_half_precision_leaves_the_model_in_fp32(
    family: str, tmp_path: Path, tiny_encoders: dict[str, Path]
) -> None:
    import torch

    model, tokenizer = open_encoder(str(tiny_encoders[family]), 64)
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    save_encoder(model, tokenizer, tmp_path / "half", half=True)
    save_encoder(model, tokenizer, tmp_path / "full", half=False)
    assert (dtypes(tmp_path / "half"), dtypes(tmp_path / "full")) == ({"F16"}, {"F32"})
    for name, tensor in model.state_dict().items():
        assert tensor.dtype == torch.float32
        assert torch.equal(tensor, before[name])
    sizes = [(tmp_path / name / "model.safetensors").stat().st_size for name in ("half", "full")]
    assert sizes[0] < 0.6 * sizes[1]  # tied weights are not written twice


@pytest.mark.parametrize("family", FAMILIES)
def test_a_half_precision_checkpoint_opens_in_fp32_and_training_mode(
    family: str, tmp_path: Path, tiny_encoders: dict[str, Path]
) -> None:
    import torch

    model, tokenizer = open_encoder(str(tiny_encoders[family]), 64)
    save_encoder(model, tokenizer, tmp_path, half=True)
    opened, opened_tokenizer = open_encoder(str(tmp_path), 64)
    assert {parameter.dtype for parameter in opened.parameters()} == {torch.float32}
    assert opened.training
    assert opened_tokenizer.get_vocab() == tokenizer.get_vocab()


@pytest.mark.parametrize(("family", "longest"), [("camembert", 128), ("deberta", 128), ("modernbert", 10**6)])
def test_windows_are_no_longer_than_the_positions(
    family: str, longest: int, tiny_encoders: dict[str, Path]
) -> None:
    import torch

    model, _ = open_encoder(str(tiny_encoders[family]), longest)
    with torch.no_grad():
        model(input_ids=torch.full((1, min(longest, 512)), 9))
    if longest < 512:
        message = f"has {longest} positions; lower schedule.phases.*.sequence_length, which is {longest + 1}"
        with pytest.raises(DepecheError, match=message.replace("*", r"\*")):
            open_encoder(str(tiny_encoders[family]), longest + 1)


def edited(folder: Path, source: Path, file: str, **changes: object) -> str:
    """A copy of a checkpoint with other values in one of its JSON files."""
    shutil.copytree(source, folder)
    content = json.loads((folder / file).read_text(encoding="utf-8"))
    (folder / file).write_text(json.dumps(content | changes), encoding="utf-8")
    return str(folder)


def test_checkpoints_that_cannot_be_trained(tmp_path: Path, tiny_encoders: dict[str, Path]) -> None:
    source = tiny_encoders["modernbert"]
    with pytest.raises(DepecheError, match="gone: no such checkpoint folder"):
        open_encoder(str(tmp_path / "gone"), 64)
    (tmp_path / "empty").mkdir()
    with pytest.raises(DepecheError, match="empty: the encoder cannot be opened: "):
        open_encoder(str(tmp_path / "empty"), 64)
    no_mask = edited(tmp_path / "no_mask", source, "tokenizer_config.json", mask_token=None)
    with pytest.raises(DepecheError, match="needs a fast tokenizer with .* without mask_token"):
        open_encoder(no_mask, 64)


def test_a_tokenizer_larger_than_the_model(tmp_path: Path, tiny_encoders: dict[str, Path]) -> None:
    model, tokenizer = open_encoder(str(tiny_encoders["camembert"]), 64)
    model.save_pretrained(tmp_path)
    larger = type(tokenizer).from_pretrained(tiny_encoders["camembert"])
    larger.add_tokens(["néologisme"])
    larger.save_pretrained(tmp_path)
    with pytest.raises(DepecheError, match="tokenizer has 401 pieces, the model 400"):
        open_encoder(str(tmp_path), 64)
