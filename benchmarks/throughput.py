"""Sentences a second: the bundled tagger, transformers' pipeline, our ONNX files, TF-IDF.

python benchmarks/throughput.py                            everything, about ten minutes
python benchmarks/throughput.py --engines tagger TF-IDF    engines whose names begin so
python benchmarks/throughput.py --quick                    does it run? The figures mean nothing

All read the same sentences. Every engine is opened once, in a process of its own, and the engines take
turns (A, B, C, A, B, C, …), so that a busy minute of the machine hits all of them; a ratio is the median
of the ratios of the rounds. The checkpoint of the size of camembert-base (12 layers of width 768, 32,005
pieces) has random weights, which are as fast as trained ones, and the tokenizer of the bundled tagger,
so that every model reads the same pieces. The pipeline is opened in fp32 and in bf16, and called with
one sentence and in the batch size that is fastest here; fp32 is what it does by default.
Sentences are distinct, without context unless said.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from base_checkpoint import build_base
from machine import multiply_rates, operations_a_sentence, processor
from throughput_tables import Engine, markdown, ratios, result_rows

from depeche.bundled import resolve_model
from depeche.corpus.loading import load_corpus

DATA = [Path("data/authored/test"), Path("data/authored/validation")]
BASE = {"num_hidden_layers": 12, "hidden_size": 768, "intermediate_size": 3072, "num_attention_heads": 12}
TINY = {"num_hidden_layers": 2, "hidden_size": 64, "intermediate_size": 128, "num_attention_heads": 2}


def engines(compact: Path, base: Path, more: Sequence[str]) -> list[Engine]:
    ours = ["tagger", "--checkpoint", str(compact), *more]
    listed = [
        Engine("tagger", ours, "compact", "int8"),
        Engine("tagger, from raw text", [*ours, "--texts"], "compact", "int8"),
        Engine("tagger, from raw text, context", [*ours, "--texts", "--context"], "", "int8"),
    ]
    for name, folder in (("compact", compact), ("base", base)):
        for batched in (False, True):
            for precision in ("fp32", "bf16"):
                arguments = ["pipeline", "--checkpoint", str(folder), "--precision", precision, *more]
                way = "best batch" if batched else "one by one"
                arguments += ["--batched"] if batched else []
                listed.append(Engine(f"{name}, pipeline, {way}, {precision}", arguments, name, precision))
    for precision in ("fp32", "int8"):
        arguments = ["--checkpoint", str(base), "--precision", precision, *more]
        listed.append(Engine(f"base, our ONNX, {precision}", ["tagger", *arguments], "base", precision))
        if _has_openvino():
            listed.append(Engine(f"base, OpenVINO, {precision}", ["openvino", *arguments], "base", precision))
    if _has_openvino():
        listed.append(Engine("tagger, OpenVINO", ["openvino", *ours[1:]], "compact", "int8"))
    return [*listed, Engine("TF-IDF", ["tfidf"])]


def _has_openvino() -> bool:
    from importlib.util import find_spec

    return find_spec("openvino") is not None


def read_data(count: int) -> dict[str, Any]:
    """Distinct written sentences of test and validation, and the articles that hold them as raw text."""
    sentences: dict[str, None] = {}
    texts = []
    for article in load_corpus(DATA):
        if len(sentences) >= count:
            break
        sentences |= dict.fromkeys(s.text for s in article.speaking())
        parts = [f"{s.text}\n\n" if s.kind == "headline" else f"{s.text} " for s in article.speaking()]
        texts.append("".join(parts))
    return {"sentences": list(sentences)[:count], "texts": texts}


def measure(listed: Sequence[Engine], data: Path, rounds: int) -> None:
    for engine in listed:
        print(f"opening {engine.name}", file=sys.stderr, flush=True)
        engine.start(data)
    for number in range(rounds):
        print(f"round {number + 1} of {rounds}", file=sys.stderr, flush=True)
        for engine in listed:
            engine.run()
            time.sleep(0.3)  # threads of the last engine that still spin go to sleep
    for engine in listed:
        engine.stop()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sentences", type=int, default=512)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--engines", nargs="+", default=[""], help="only those whose names begin so")
    parser.add_argument("--tagger", default="bundled:compact-tagger", help="folder of another small tagger")
    parser.add_argument("--threads", type=int, help="by default the cores that are available")
    parser.add_argument("--batch-tokens", type=int, help="pieces in a batch of our engines")
    parser.add_argument("--no-arena", action="store_true", help="ONNX Runtime returns its memory")
    parser.add_argument("--no-spinning", action="store_true", help="its threads sleep while they wait")
    parser.add_argument("--quick", action="store_true", help="few sentences, a tiny second model, one round")
    parser.add_argument("--out", type=Path, default=Path("runs/benchmarks/throughput.json"))
    options = parser.parse_args()
    more = [x for flag in ("no_arena", "no_spinning") if getattr(options, flag) for x in [f"--{flag}"]]
    more = [x.replace("_", "-") for x in more]
    for flag in ("batch_tokens", "threads"):
        if getattr(options, flag):
            more += [f"--{flag.replace('_', '-')}", str(getattr(options, flag))]
    compact = resolve_model(options.tagger)
    data = read_data(24 if options.quick else options.sentences)
    with TemporaryDirectory() as scratch:
        base = Path(scratch) / "base"
        base.mkdir()
        listed = engines(compact, base, more)
        listed = [e for e in listed if any(e.name.startswith(start) for start in options.engines)]
        if any(e.model == "base" for e in listed):
            sizes, vocabulary = (TINY, 16_000) if options.quick else (BASE, 32_005)
            build_base(base, compact, sizes, vocabulary)
        for engine in listed:
            engine.arguments += ["--seconds", "0"] if options.quick else []
        path = Path(scratch) / "data.json"
        path.write_text(json.dumps(data), encoding="utf-8")
        rates = multiply_rates(*((128, 0.05) if options.quick else ()))
        measure(listed, path, 1 if options.quick else options.rounds)
        operations, pieces = _operations(listed, {"compact": compact, "base": base}, data["sentences"])
    result = {
        "processor": processor(),
        "sentences": len(data["sentences"]),
        "pieces": pieces,
        "rounds": len(listed[0].rates),
        "options": more,
        "multiply_rates": rates,
        "engines": result_rows(listed, rates, operations),
        "ratios": ratios(listed),
    }
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(markdown(result))


def _operations(
    listed: Sequence[Engine], folders: dict[str, Path], sentences: Sequence[str]
) -> tuple[dict[str, float], float]:
    from depeche.encoding import EncodingSettings, SentenceEncoder

    encoder = SentenceEncoder.from_folder(folders["compact"], EncodingSettings(128, 0, 0, False))
    lengths = [len(item.ids) for item in encoder.encode_isolated(sentences)]
    costs = {
        name: operations_a_sentence(json.loads((folder / "config.json").read_text("utf-8")), lengths)
        for name, folder in folders.items()
        if any(e.model == name for e in listed)
    }
    return costs, sum(lengths) / len(lengths)


if __name__ == "__main__":
    main()
