"""Weights stored in half precision by a folder that still opens in single precision."""

from __future__ import annotations

from pathlib import Path


def halve_weights(folder: Path) -> None:
    """Store ``model.safetensors`` in fp16 and leave ``config.json`` as it is.

    transformers 5 opens a checkpoint in the precision that its configuration names, and only without one in
    that of the file: so the file is half as large, and a plain ``from_pretrained`` still computes in fp32.

    Args:
        folder: a folder written by ``save_pretrained`` from a model in fp32.
    """
    from safetensors.torch import load_file, save_file

    path = folder / "model.safetensors"
    state = load_file(path)
    halved = {name: tensor.half() if tensor.is_floating_point() else tensor for name, tensor in state.items()}
    temporary = path.with_suffix(".part")
    save_file(halved, temporary, metadata={"format": "pt"})
    temporary.replace(path)
    path.chmod(0o644)
