"""An ONNX graph with weights in 8 bits."""

from __future__ import annotations

import logging
import re
from pathlib import Path

# The layers after the encoder, by the names that the families give them.
_HEAD = re.compile(r"/(classifier|pooler|head)/")


def quantise(source: Path, target: Path) -> None:
    """Store matrices (one scale a column) and embeddings (one scale a table) as 8-bit integers.

    Activations are quantised while the model runs (``quantize_dynamic`` of ONNX Runtime). Weights take 7 of
    the 8 bits: processors without VNNI add pairs of products in 16 bits, which would overflow there and
    nowhere else, so that a file checked on one machine would answer differently on another.

    Args:
        source: a graph in fp32.
        target: file to write.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    logging.getLogger().setLevel(logging.ERROR)  # it advises a pre-processing that changes nothing here
    # The head costs next to nothing and decides the label: it stays in full precision. A Gemm is first made
    # a MatMul of another name.
    graph = onnx.load(source, load_external_data=False).graph
    head = [node.name for node in graph.node if _HEAD.search(node.name)]
    quantize_dynamic(
        source,
        target,
        op_types_to_quantize=["MatMul", "Gather"],
        per_channel=True,
        reduce_range=True,
        weight_type=QuantType.QInt8,
        nodes_to_exclude=[*head, *(f"{name}_MatMul" for name in head)],
    )
