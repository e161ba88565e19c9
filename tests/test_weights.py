from __future__ import annotations

from pathlib import Path

from depeche.weights import halve_weights


def test_half_the_bytes_and_single_precision_when_opened(
    tmp_path: Path, tiny_encoders: dict[str, Path]
) -> None:
    import torch
    from transformers import AutoModelForMaskedLM

    model = AutoModelForMaskedLM.from_pretrained(tiny_encoders["camembert"], dtype=torch.float32).eval()
    model.save_pretrained(tmp_path)
    size = (tmp_path / "model.safetensors").stat().st_size
    halve_weights(tmp_path)
    assert (tmp_path / "model.safetensors").stat().st_size < 0.6 * size
    opened = AutoModelForMaskedLM.from_pretrained(tmp_path).eval()
    assert opened.dtype == torch.float32
    ids = torch.arange(5, 25).reshape(2, 10)
    with torch.no_grad():
        assert torch.allclose(opened(input_ids=ids).logits, model(input_ids=ids).logits, atol=0.02)
