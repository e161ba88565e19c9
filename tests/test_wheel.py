"""The wheel alone: installed into an empty environment it tags, and a training run opens from there."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        [*map(str, command)],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin"},
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", folder, ROOT, cwd=folder)
    (found,) = folder.glob("depeche-*.whl")
    return found


def test_base_install_tags_without_torch(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    run(python, "-m", "pip", "install", "-q", "-c", ROOT / "constraints" / "base.txt", wheel, cwd=tmp_path)
    assert "torch" not in run(python, "-m", "pip", "list", cwd=tmp_path)
    (tmp_path / "a.txt").write_text("Le pont a rouvert. Selon l'armée, l'ennemi recule.", encoding="utf-8")
    out = run(
        tmp_path / "env" / "bin" / "depeche",
        "tag",
        "a.txt",
        "--voices",
        "--html",
        "r.html",
        "--out",
        "a.jsonl",
        cwd=tmp_path,
    )
    assert out == ""
    rows = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["label"] for row in rows] == ["factual_report", "attributed_claim"]
    assert [row["source"] and row["source"]["text"] for row in rows] == [None, "l'armée"]
    assert "il ne vérifie rien" in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_a_training_run_opens_from_the_wheel(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    run(sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", site, wheel, cwd=tmp_path)
    code = (
        f"import sys; sys.path.insert(0, {str(site)!r})\n"
        "import depeche; assert depeche.__file__.startswith(sys.path[0])\n"
        "from depeche.cli import main\n"
        f"sys.exit(main(['train', '--config', {str(ROOT / 'configs' / 'smoke.yaml')!r}, "
        f"'data.paths=[{ROOT / 'data' / 'authored'}]', 'training.max_steps=3']))"
    )
    run(sys.executable, "-c", code, cwd=tmp_path)
    assert (tmp_path / "runs" / "smoke" / "model.safetensors").exists()
