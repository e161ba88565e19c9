"""Finding models: those shipped with the package, a local folder, or the Hub."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from depeche.errors import DepecheError

PREFIX = "bundled:"


def resolve_model(name_or_path: str, revision: str | None = None) -> Path:
    """The folder of a model.

    Args:
        name_or_path: ``bundled:NAME``, a local folder, or a Hub id ``owner/name``.
        revision: a branch, tag or commit, for a Hub id.

    Raises:
        DepecheError: nothing is there; for a Hub id, also when it cannot be fetched.
    """
    if name_or_path.startswith(PREFIX):
        return _bundled(name_or_path.removeprefix(PREFIX))
    folder = Path(name_or_path).expanduser()
    if folder.is_dir():
        return folder
    if folder.exists():
        raise DepecheError(f"{folder}: expected a checkpoint folder, found a file")
    if _looks_like_hub_id(name_or_path):
        return _from_hub(name_or_path, revision)
    raise DepecheError(f"{name_or_path}: no such checkpoint folder (a Hub id has the form owner/name)")


def _bundled(name: str) -> Path:
    roots = (
        Path(str(resources.files("depeche"))) / "models",  # installed from the wheel
        Path(__file__).resolve().parents[2] / "models",  # a clone, where models/ stands at the root
    )
    for root in roots:
        if (root / name / "config.json").is_file():
            return root / name
    known = sorted({folder.parent.name for root in roots for folder in root.glob("*/config.json")})
    raise DepecheError(f"no bundled model '{name}'; there are: {', '.join(known) or 'none'}")


def _looks_like_hub_id(name: str) -> bool:
    owner, slash, model = name.partition("/")
    return bool(owner and slash and model) and "/" not in model and not name.startswith((".", "~"))


def _from_hub(name: str, revision: str | None) -> Path:
    try:
        from huggingface_hub import snapshot_download
    except ImportError:
        raise DepecheError(
            f"{name}: no such folder; to fetch it as a Hub id, pip install 'depeche[hub]'"
        ) from None
    try:
        # Weights of other frameworks and pickled ones are not even fetched.
        patterns = ["*.json", "*.safetensors", "*.onnx", "*.model", "*.txt"]
        return Path(snapshot_download(name, revision=revision, allow_patterns=patterns))
    except Exception as error:  # many kinds: no network, no such repository, no permission
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise DepecheError(
            f"{name}: no such folder, and it could not be fetched from the Hub: {reason}"
        ) from None
