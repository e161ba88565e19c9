"""What `depeche train` does: fine-tune, evaluate on the test split, tag an article, say where all is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from depeche.training.hardware import is_main_process

if TYPE_CHECKING:
    from depeche.config import FinetuneConfig
    from depeche.inference.tagger import Tagger


def run_training(config: FinetuneConfig, *, resume: bool = False) -> None:
    """Train and evaluate; in a distributed run only the main process goes on after training.

    Raises:
        DepecheError: the configuration, the data or the encoder does not allow the run.
    """
    from depeche.training.finetune import train

    result = train(config, resume=resume)
    if not is_main_process():
        return
    print(
        f"validation macro-F1 {result.macro_f1:.3f} at step {result.best_step} of {result.steps}, "
        f"{result.seconds / 60:.1f} minutes"
    )
    from depeche.evaluation.card import write_model_card
    from depeche.evaluation.command import print_summary
    from depeche.evaluation.evaluate_checkpoint import EvaluationSettings, evaluate_checkpoint
    from depeche.inference.tagger import Tagger

    tagger = Tagger.from_pretrained(result.folder, backend="torch")
    settings = EvaluationSettings(
        config.data.paths,
        config.data.test_split,
        train_split=config.data.train_split,
        samples=config.evaluation.bootstrap_samples,
        seed=config.seed,
        baselines=config.evaluation.baselines,
    )
    print_summary(evaluate_checkpoint(tagger, settings, result.folder), result.folder)
    card = write_model_card(result.folder)
    page = _tag_sample(tagger, result.folder / "sample.html")
    print(f"checkpoint:  {result.folder}\nmodel card:  {card}\nsample page: {page}")
    print(f"tag with it: depeche tag --checkpoint {result.folder} FILE")


def _tag_sample(tagger: Tagger, path: Path) -> Path:
    import sys

    from depeche.files import replacing
    from depeche.inference.output import TableWriter
    from depeche.inference.report import ReportDocument, render_report
    from depeche.sample import sample_article

    text = sample_article()
    sentences = tagger.tag(text)
    TableWriter(sys.stdout).write("article d'essai (inventé)", sentences)
    with replacing(path) as out:
        out.write(
            render_report(
                [ReportDocument("article d'essai (inventé)", text, sentences, tagger.checkpoint.name)]
            )
        )
    return path
