from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from depeche.articles import Article
from depeche.export.onnx_files import export_onnx


@pytest.mark.parametrize("family", ["camembert", "deberta", "modernbert"])
def test_embeddings_and_matrices_are_8_bits_by_channel_and_the_head_is_not(
    checkpoint: Callable[[str], Path], written: list[Article], family: str
) -> None:
    import onnx
    from onnx import TensorProto

    folder = checkpoint(family)
    export_onnx(folder, written)
    stored = {x.name: x for x in onnx.load(folder / "model.onnx").graph.initializer}
    exact = {x.name: x for x in onnx.load(folder / "model.fp32.onnx").graph.initializer}
    words = next(name for name, x in exact.items() if len(x.dims) == 2 and x.dims[0] >= 300)
    assert words not in stored
    assert stored[f"{words}_quantized"].data_type in (TensorProto.INT8, TensorProto.UINT8)
    matrices = [
        x
        for name, x in stored.items()
        if name.endswith("_quantized") and x.data_type == TensorProto.INT8 and list(x.dims)[:1] == [32]
    ]
    assert matrices and all(
        len(stored[x.name.replace("_quantized", "_scale")].dims) == 1 for x in matrices
    ), "one scale a column"
    head = [x for x in stored.values() if 3 in x.dims and len(x.dims) == 2]
    assert head and all(x.data_type == TensorProto.FLOAT for x in head)
