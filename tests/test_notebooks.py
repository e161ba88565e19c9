"""The notebooks run from beginning to end, and are committed without what a run leaves in them."""

from __future__ import annotations

import os
import re
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LOCAL_PATH = re.compile(r"(?<![\w.:/])(?:/(?:home|root|Users|tmp|mnt|opt|work|content)\b|~/|[A-Z]:\\)")


def test_there_are_notebooks() -> None:
    assert {path.name for path in NOTEBOOKS} == {"corpus.ipynb", "errors_and_calibration.ipynb"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_nothing_of_a_run_is_left(path: Path) -> None:
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata.kernelspec.name == "python3"
    for cell in notebook.cells:
        assert not cell.metadata, cell.id
        if cell.cell_type == "code":
            assert cell.outputs == [] and cell.execution_count is None, cell.id


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_cell_names_a_local_path(path: Path) -> None:
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    assert {cell.id: found for cell in notebook.cells if (found := LOCAL_PATH.findall(cell.source))} == {}


@pytest.mark.slow
@pytest.mark.parametrize(("name", "started_in"), [("corpus", "."), ("errors_and_calibration", "notebooks")])
def test_runs_to_the_end(name: str, started_in: str, tiny_tagger_folder: Path, tmp_path: Path) -> None:
    from ipykernel.kernelspec import write_kernel_spec
    from jupyter_client import AsyncKernelManager
    from jupyter_client.kernelspec import KernelSpecManager
    from nbclient import NotebookClient

    # A kernel of the running interpreter, whatever kernels the user has installed under the usual name.
    write_kernel_spec(str(tmp_path / "this"))
    kernels = KernelSpecManager(kernel_dirs=[str(tmp_path)])
    client = NotebookClient(
        nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4),
        km=AsyncKernelManager(kernel_name="this", kernel_spec_manager=kernels),
        resources={"metadata": {"path": str(ROOT / started_in)}},
        timeout=300,
    )
    environment = {"PYTHONPATH": str(ROOT / "src"), "DEPECHE_CHECKPOINT": str(tiny_tagger_folder)}
    executed = client.execute(env={**os.environ, **environment})
    empty = [cell.id for cell in executed.cells if cell.cell_type == "code" and _shows(cell) == 0]
    assert empty == ["setup"]


def _shows(cell: nbformat.NotebookNode) -> int:
    """Number of outputs that a reader looks at: not warnings nor progress bars."""
    return sum(output.get("name") != "stderr" for output in cell.outputs)
