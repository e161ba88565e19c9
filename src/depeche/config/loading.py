"""From a YAML file, the files it extends and overrides to a checked configuration."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from depeche.config.finetune import FinetuneConfig
from depeche.config.pretrain import PretrainConfig
from depeche.config.reporting import shown, validation_problems
from depeche.config.schema import RunConfig
from depeche.config.search import SearchConfig
from depeche.config.voices import VoicesConfig
from depeche.config.yaml_text import Location, Place, Problem, Tree, UnreadableError, parse_yaml
from depeche.errors import DepecheError

Config = TypeVar("Config", bound=RunConfig)


def load_finetune_config(path: str | Path, overrides: Sequence[str] = ()) -> FinetuneConfig:
    """Read and check the configuration of a fine-tuning run.

    Args:
        path: a YAML file; ``extends: other.yaml`` in it names a file, beside it, whose values it changes.
        overrides: ``training.epochs=3`` and the like, laid over the files; a later one wins.

    Raises:
        DepecheError: anything is wrong. The message has a line for every error: file and line, or the
            override; dotted path; what was found; what is expected.
    """
    return _load(path, overrides, FinetuneConfig)


def load_pretrain_config(path: str | Path, overrides: Sequence[str] = ()) -> PretrainConfig:
    """Read and check the configuration of a pretraining run, and find the files of its corpus.

    Arguments and errors are those of :func:`load_finetune_config`.
    """
    return _load(path, overrides, PretrainConfig)


def load_search_config(path: str | Path, overrides: Sequence[str] = ()) -> SearchConfig:
    """Read and check the configuration of a search.

    Arguments and errors are those of :func:`load_finetune_config`.
    """
    return _load(path, overrides, SearchConfig)


def load_voices_config(path: str | Path, overrides: Sequence[str] = ()) -> VoicesConfig:
    """Read and check the configuration of a run that trains the finder of sources and cues.

    Arguments and errors are those of :func:`load_finetune_config`.
    """
    return _load(path, overrides, VoicesConfig)


def _load(path: str | Path, overrides: Sequence[str], schema: type[Config]) -> Config:
    """Read ``path``, lay it over the files it extends, lay the overrides over that, and check the result."""
    problems: list[Problem] = []
    try:
        patches = [_read_override(override, problems) for override in overrides]
        tree = _read_with_bases(Path(path), problems)
    except UnreadableError as error:
        raise _report([*problems, error.problem]) from None
    for patch in patches:
        _lay_over(tree, patch)
    try:
        config = schema.model_validate(tree.data)
    except ValidationError as error:
        problems += validation_problems(error, schema, tree.places)
        raise _report(problems) from None
    if problems:
        raise _report(problems)
    return config


def _report(problems: list[Problem]) -> DepecheError:
    return DepecheError("\n".join(map(str, sorted(problems))))


def _read_with_bases(path: Path, problems: list[Problem], children: tuple[Path, ...] = ()) -> Tree:
    tree = _read_file(path, problems)
    reference = tree.data.pop("extends", None)
    if reference is None:
        return tree
    place = tree.places["extends",]
    if not isinstance(reference, str):
        problems.append(Problem(place, "extends: expected the name of one file"))
        return tree
    base, chain = path.parent / reference, (*children, path)
    if base.resolve() in [child.resolve() for child in chain]:
        circle = " → ".join(map(str, (*chain, base)))
        raise UnreadableError(Problem(place, f"extends: goes in a circle: {circle}"))
    if not base.exists():
        raise UnreadableError(Problem(place, f"extends: no such file: {base}{_hint_at_sibling(base)}"))
    whole = _read_with_bases(base, problems, chain)
    _lay_over(whole, tree)
    whole.places[()] = tree.places[()]  # what is missing is missing in the last file
    return whole


def _read_file(path: Path, problems: list[Problem]) -> Tree:
    source = str(path)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise UnreadableError(Problem(Place(source, 0), f"no such file{_hint_at_sibling(path)}")) from None
    except OSError as error:
        raise UnreadableError(Problem(Place(source, 0), f"cannot be read: {error.strerror}")) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = Place(source, data.count(b"\n", 0, error.start) + 1)
        raise UnreadableError(Problem(place, "not UTF-8; save the file as UTF-8")) from None
    tree = parse_yaml(text, source, problems)
    if not isinstance(tree.data, dict):
        found = "nothing" if tree.data is None else shown(tree.data)
        place = tree.places.get((), Place(source, 0))
        raise UnreadableError(Problem(place, f"found {found}, expected 'key: value' lines"))
    if "name" not in tree.data:
        tree.data["name"], tree.places["name",] = path.stem, Place(source, 0)
    return tree


def _hint_at_sibling(path: Path) -> str:
    close = get_close_matches(path.name, [sibling.name for sibling in path.parent.glob("*.yaml")], n=1)
    return f"; did you mean '{path.parent / close[0]}'?" if close else ""


def _read_override(override: str, problems: list[Problem]) -> Tree:
    source = f"override '{override}'"
    key, equals, text = override.partition("=")
    keys = key.strip().split(".")
    if not equals or not all(keys):
        problems.append(Problem(Place(source, 0), "expected dotted.key=value"))
        return Tree({}, {})
    try:
        tree = parse_yaml(text, source, problems, at=tuple(keys), has_lines=False)
    except UnreadableError as error:
        problems.append(error.problem)
        return Tree({}, {})
    data: Any = tree.data
    for depth, part in reversed(list(enumerate(keys))):
        data = {part: data}
        tree.places.setdefault(tuple(keys[: depth + 1]), Place(source, 0))
    return Tree(data, tree.places)


def _lay_over(base: Tree, top: Tree) -> None:
    """Merge ``top`` into ``base`` in place: mappings key by key, everything else is replaced whole."""
    base.places.update(_overlay(base.data, top.data, (), top.places))


def _overlay(
    base: dict[str, Any], top: dict[str, Any], at: Location, top_places: dict[Location, Place]
) -> dict[Location, Place]:
    """Merge ``top`` into ``base``; returns the places of what now comes from ``top``."""
    places: dict[Location, Place] = {}
    for key, value in top.items():
        here = (*at, key)
        if isinstance(value, dict) and isinstance(base.get(key), dict):
            places |= _overlay(base[key], value, here, top_places)
        else:
            base[key] = value
            places |= {at: place for at, place in top_places.items() if at[: len(here)] == here}
    return places
