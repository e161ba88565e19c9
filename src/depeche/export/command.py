"""What `depeche export` does: find sentences to compare on, write the files, say what they are worth."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from depeche.articles.records import Article, Sentence
from depeche.corpus.loading import load_corpus
from depeche.errors import DepecheError
from depeche.export.check import ExportCheck
from depeche.export.onnx_files import PRECISIONS, export_onnx
from depeche.inference.checkpoint import ONNX_FILES
from depeche.sample import sample_article
from depeche.segmentation import segment

#: The written corpus of a clone, from its root.
WRITTEN = Path("data/authored")


def run_export(checkpoint: Path, data: Sequence[Path], precision: str, *, half: bool) -> None:
    """Export a checkpoint; see ``depeche export --help``.

    Args:
        checkpoint: its folder.
        data: files or folders of articles to compare on; by default the validation and test articles of the
            written corpus, or, where that is not at hand, the article that ships with the package.
        precision: ``fp32``, ``int8`` or ``both``.
        half: store ``model.safetensors`` in half precision first.

    Raises:
        DepecheError: an unknown precision, or a file that differs too much from torch; it is not kept.
    """
    if precision not in (*PRECISIONS, "both"):
        raise DepecheError(f"unknown precision '{precision}': expected {', '.join(PRECISIONS)} or both")
    articles = [_split(article) for article in load_corpus(data)] if data else _default_articles()

    if half:  # first: the files are those of the weights that stay
        from depeche.weights import halve_weights

        halve_weights(checkpoint)

    def report(check: ExportCheck) -> None:
        score = "" if check.macro_f1_change is None else f", macro-F1 {check.macro_f1_change:+.4f}"
        print(
            f"{checkpoint / ONNX_FILES[check.precision]}: {check.precision}, {check.megabytes:.1f} MB, "
            f"{check.agreement:.1%} of torch's labels on {check.sentences} sentences, probabilities within "
            f"{check.largest_difference:.2g}{score}",
            flush=True,
        )

    chosen = PRECISIONS if precision == "both" else (precision,)
    export_onnx(checkpoint, articles, precisions=chosen, report=report)


def _default_articles() -> list[Article]:
    """Validation and test articles of the written corpus, below the working folder or beside this clone."""
    for root in (Path(), Path(__file__).resolve().parents[3]):
        if (root / WRITTEN).is_dir():
            return [a for a in load_corpus([root / WRITTEN]) if a.split in ("validation", "test")]
    print(
        f"depeche: no {WRITTEN} here: compared on the few sentences of the packaged article; "
        "give more with --data",
        file=sys.stderr,
    )
    return [_split(Article(id="sample", text=sample_article()))]


def _split(article: Article) -> Article:
    if article.sentences or article.text is None:
        return article
    parts = [p for p in segment(article.text) if p.text.strip()]
    return replace(article, sentences=tuple(Sentence(p.text, kind=p.kind) for p in parts))
