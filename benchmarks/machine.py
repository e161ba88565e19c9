"""What the machine can multiply, and what a sentence costs a model, for shares of that rate."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from depeche.inference.cores import available_cores


def processor() -> str:
    from pathlib import Path

    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    name = next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown"
    )
    flags = next((line for line in lines if line.startswith("flags")), "").split()
    known = [
        f for f in ("avx2", "avx512f", "avx512_vnni", "avx_vnni", "avx512_bf16", "amx_int8") if f in flags
    ]
    return f"{name}, {available_cores()} cores ({', '.join(known)})"


def multiply_rates(size: int = 1024, seconds: float = 1.0) -> dict[str, float]:
    """Best 10⁹ operations a second (two a multiplication and addition) of square products, by precision.

    fp32 and bf16 with torch, int8 with ONNX Runtime (``MatMulInteger``, 8-bit times 8-bit into 32 bits).
    """
    import torch

    torch.set_num_threads(available_cores())
    rates = {}
    for name, dtype in (("fp32", torch.float32), ("bf16", torch.bfloat16)):
        a, b = torch.randn(size, size, dtype=dtype), torch.randn(size, size, dtype=dtype)
        rates[name] = _best(lambda a=a, b=b: a @ b, size, seconds)  # type: ignore[misc]
    rates["int8"] = _best(_integer_product(size), size, seconds)
    return rates


def _best(product: Callable[[], Any], size: int, seconds: float) -> float:
    product()
    best, end = float("inf"), time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.perf_counter()
        product()
        best = min(best, time.perf_counter() - start)
    return 2 * size**3 / best / 1e9


def _integer_product(size: int) -> Callable[[], Any]:
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper

    rng = np.random.default_rng(1)
    weight = numpy_helper.from_array(rng.integers(-63, 64, (size, size)).astype(np.int8), "b")
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["a", "b"], ["c"])],
        "product",
        [helper.make_tensor_value_info("a", TensorProto.UINT8, [size, size])],
        [helper.make_tensor_value_info("c", TensorProto.INT32, [size, size])],
        [weight],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = available_cores()
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    a = rng.integers(0, 255, (size, size)).astype(np.uint8)
    return lambda: session.run(None, {"a": a})


def operations_a_sentence(config: dict[str, Any], lengths: Sequence[int]) -> float:
    """10⁹ operations that the usual computation of an encoder takes for a sentence, on average, unpadded.

    Per piece and layer 4 d² + 2 d f multiplications and additions in matrices, and 2 n d in attention
    (d: width, f: inner width, n: pieces of the sentence).
    """
    d, f, layers = config["hidden_size"], config["intermediate_size"], config["num_hidden_layers"]
    n = np.asarray(lengths, dtype=np.float64)
    return float((2 * layers * n * (4 * d * d + 2 * d * f + 2 * n * d)).mean() / 1e9)
