"""The README's commands run, and its figures are those of the bundled tagger's metrics.json."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from depeche.evaluation.card import write_model_card
from depeche.evaluation.markdown import figure
from depeche.evaluation.voice_card import write_voice_card

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
TAGGER = ROOT / "models" / "compact-tagger"
VOICES = ROOT / "models" / "compact-voices"


def test_figures_are_those_of_the_bundled_tagger() -> None:
    block = README.partition("<!-- figures -->")[2].partition("<!-- /figures -->")[0]
    systems = json.loads((TAGGER / "metrics.json").read_text(encoding="utf-8"))["systems"]
    for system in systems.values():
        assert figure(system["macro_f1"]) in block
    assert len(re.findall(r"0\.\d{3} \[", block)) == 3 * len(systems)


def test_figures_by_source_are_those_of_the_bundled_tagger() -> None:
    block = README.partition("<!-- sources -->")[2].partition("<!-- /sources -->")[0]
    slices = json.loads((TAGGER / "metrics.json").read_text(encoding="utf-8"))["slices"]
    for tag in ("source", "origin"):
        for name, row in slices[tag].items():
            assert f"| {name} | {row['n']} | {figure(row['macro_f1'])} |" in block


def test_the_card_is_written_from_the_metrics(tmp_path: Path) -> None:
    folder = tmp_path / "compact-tagger"
    folder.mkdir()
    for name in ("depeche.json", "metrics.json", "behaviour.json"):
        shutil.copy(TAGGER / name, folder)
    write_model_card(folder)
    assert (folder / "README.md").read_text(encoding="utf-8") == (TAGGER / "README.md").read_text(
        encoding="utf-8"
    )


def test_the_card_of_the_voices_is_written_from_the_metrics(tmp_path: Path) -> None:
    folder = tmp_path / "compact-voices"
    folder.mkdir()
    for name in ("depeche.json", "metrics.json"):
        shutil.copy(VOICES / name, folder)
    write_voice_card(folder)
    assert (folder / "README.md").read_text(encoding="utf-8") == (VOICES / "README.md").read_text(
        encoding="utf-8"
    )


def test_figures_of_the_voices_are_those_of_the_bundled_finder() -> None:
    block = README.partition("<!-- voices -->")[2].partition("<!-- /voices -->")[0]
    systems = json.loads((VOICES / "metrics.json").read_text(encoding="utf-8"))["systems"]
    for scores in systems.values():
        for interval in (scores["source"]["f1"], scores["cue"]["f1"], scores["kind"]):
            assert figure(interval) in block
    assert len(re.findall(r"0\.\d{3} \[", block)) == 3 * len(systems)


def shown(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


@pytest.mark.parametrize(("block", "printed"), [(0, 3), (1, 2)])
def test_the_python_lines_run(block: int, printed: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", shown("python")[block]],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT / "src",
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == printed


@pytest.mark.slow
def test_every_command_runs(tmp_path: Path) -> None:
    """In a copy of the root, with the smoke configuration and without the two set-up commands."""
    for name in ("configs", "data", "models", "train.py"):
        (tmp_path / name).symlink_to(ROOT / name)
    article = "Le pont rouvre\n\nLe pont a rouvert mardi. Selon l'armée, l'ennemi recule.\n"
    (tmp_path / "article.txt").write_text(article, encoding="utf-8")
    (tmp_path / "archive.csv").write_text("id,text\n1,Le pont a rouvert.\n", encoding="utf-8")
    (tmp_path / "runs").mkdir()
    commands = [
        line.partition("#")[0].strip()
        for block in shown("sh")
        for line in block.splitlines()
        if "make " not in line and "depeche pretrain" not in line
    ]
    assert len(commands) > 10
    for command in filter(None, commands):
        short = command.replace("configs/compact.yaml", "configs/smoke.yaml").replace(
            "runs/compact", "runs/smoke"
        )
        # A smoke run hardly prefers a label, and in 8 bits near-ties flip: that file may well be refused.
        short = short.replace("export runs/smoke", "export runs/smoke --precision fp32")
        # `depeche` as installed, or from the source tree.
        short = short.replace("depeche ", f"{shlex.quote(sys.executable)} -m depeche.cli ", 1)
        done = subprocess.run(
            short,
            shell=True,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            env={
                "PATH": "/usr/bin:/bin",
                "PYTHONPATH": str(ROOT / "src"),
                "HF_HUB_OFFLINE": "1",
                "HOME": str(tmp_path),
            },
        )
        # --compare and --data write nothing into models/, which is a link to the real one.
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
