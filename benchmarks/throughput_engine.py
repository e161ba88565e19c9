"""One engine of the throughput benchmark, in a process of its own: opened once, then timed on demand.

Started by throughput.py: reads `run` from standard input, does one repetition and answers with a line of
JSON; at the end of the input it tells its peak memory.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from depeche.inference.cores import available_cores

BATCH_SIZES = (4, 8, 16, 32, 64)
#: An engine does one repetition; returns the number of sentences that it classified.
Engine = Callable[[], int]


def tagger(options: argparse.Namespace, data: dict[str, Any]) -> Engine:
    """`classify` or, from raw text, `tag_many`."""
    from depeche import Tagger
    from depeche.encoding import EncodingSettings
    from depeche.inference.backends import OnnxBackend, open_backend
    from depeche.inference.checkpoint import ONNX_FILES, open_checkpoint

    checkpoint = open_checkpoint(options.checkpoint)
    if options.context:
        checkpoint = dataclasses.replace(checkpoint, encoding=EncodingSettings())
    cores = options.threads or available_cores()
    if options.kind == "openvino":
        backend: Any = OpenVino(checkpoint.folder / ONNX_FILES[options.precision], cores)
    elif not options.arena or not options.spinning:
        backend = OnnxBackend(
            checkpoint.folder / ONNX_FILES[options.precision],
            cores,
            arena=options.arena,
            spinning=options.spinning,
        )
    else:
        backend = open_backend(checkpoint, "onnx-fp32" if options.precision == "fp32" else "onnx", cores)
    opened = Tagger(checkpoint, backend)
    opened.batch_tokens = options.batch_tokens or opened.batch_tokens
    if options.texts:
        return lambda: sum(s.scores is not None for found in opened.tag_many(data["texts"]) for s in found)
    return lambda: len(opened.classify(data["sentences"]))


class OpenVino:
    """A backend that runs the same ONNX file with OpenVINO."""

    name = "openvino"

    def __init__(self, path: Path, threads: int) -> None:
        import openvino

        core = openvino.Core()
        core.set_property("CPU", {"INFERENCE_NUM_THREADS": threads})
        self._model = core.compile_model(core.read_model(path), "CPU", {"PERFORMANCE_HINT": "LATENCY"})

    def logits(self, ids: Any, mask: Any) -> Any:
        return self._model([ids, mask])[0].copy()


def hugging_face(options: argparse.Namespace, data: dict[str, Any]) -> Engine:
    """`pipeline("text-classification")`, one sentence a call or in the batch size that is fastest here."""
    import torch
    from transformers import pipeline
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    torch.set_num_threads(options.threads or available_cores())
    dtype = torch.bfloat16 if options.precision == "bf16" else torch.float32
    pipe = pipeline("text-classification", model=options.checkpoint, dtype=dtype, device="cpu")
    sentences = data["sentences"]
    limits = {"truncation": True, "max_length": 128}
    if not options.batched:

        def one_by_one() -> int:
            for sentence in sentences:
                pipe(sentence, **limits)
            return len(sentences)

        return one_by_one
    few = sentences[: max(len(sentences) // 4, min(len(sentences), 64))]
    seconds = {}
    for size in BATCH_SIZES:
        start = time.perf_counter()
        pipe(few, batch_size=size, **limits)
        seconds[size] = time.perf_counter() - start
    best = min(seconds, key=lambda size: seconds[size])
    data["note"] = f"batch size {best}"
    return lambda: len(pipe(sentences, batch_size=best, **limits))


def tfidf(options: argparse.Namespace, data: dict[str, Any]) -> Engine:
    """The baseline of the evaluation, fitted on the sentences themselves (only its speed counts here)."""
    from depeche.evaluation.baselines import TfidfBaseline

    sentences = data["sentences"]
    model = TfidfBaseline().fit(sentences, np.arange(len(sentences)) % 3)
    return lambda: len(model.predict_proba(sentences))


def peak_mb() -> float:
    """Most memory that this program held, in MiB."""
    status = Path("/proc/self/status")
    if status.exists():  # ru_maxrss of Linux also counts what the parent held before the program started
        text = status.read_text()
        return int(text.partition("VmHWM:")[2].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


ENGINES = {"tagger": tagger, "openvino": tagger, "pipeline": hugging_face, "tfidf": tfidf}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=sorted(ENGINES))
    parser.add_argument("data", type=Path, help="JSON: sentences, texts")
    parser.add_argument("--checkpoint")
    parser.add_argument("--precision", default="int8")
    parser.add_argument("--batched", action="store_true")
    parser.add_argument("--texts", action="store_true")
    parser.add_argument("--context", action="store_true")
    parser.add_argument("--threads", type=int)
    parser.add_argument("--batch-tokens", type=int)
    parser.add_argument("--no-arena", dest="arena", action="store_false")
    parser.add_argument("--no-spinning", dest="spinning", action="store_false")
    parser.add_argument("--seconds", type=float, default=2.0, help="a repetition lasts at least this long")
    options = parser.parse_args()
    data = json.loads(options.data.read_text(encoding="utf-8"))
    engine = ENGINES[options.kind](options, data)
    engine()  # warm-up
    print(json.dumps({"ready": data.get("note", "")}), flush=True)
    for line in sys.stdin:
        if line.strip() != "run":
            break
        count, start, cpu = 0, time.perf_counter(), time.process_time()
        while time.perf_counter() - start < options.seconds or not count:
            count += engine()
        seconds = time.perf_counter() - start
        print(json.dumps({"rate": count / seconds, "cpu": (time.process_time() - cpu) / seconds}), flush=True)
    print(json.dumps({"peak_mb": peak_mb()}), flush=True)


if __name__ == "__main__":
    main()
