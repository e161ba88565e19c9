"""YAML text → plain values, with the place of every value, by the rules of YAML 1.2.

PyYAML alone reads YAML 1.1 (``2e-5`` is text there, ``no`` is false, ``1:30`` is 90) and keeps the
last of two equal keys without a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import yaml

Location = tuple[str | int, ...]


class Place(NamedTuple):
    """Where a value was written: a file or an override, and the line, 0 where there are no lines."""

    source: str
    line: int

    def __str__(self) -> str:
        return f"{self.source}:{self.line}" if self.line else self.source


class Problem(NamedTuple):
    """One thing that the user has to mend."""

    place: Place
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


class UnreadableError(Exception):
    """A source that cannot be read at all, so that nothing can be said of its content."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True)
class Tree:
    """A value of nested dicts and lists, and the places of its parts."""

    data: Any
    places: dict[Location, Place]


class _Loader(yaml.SafeLoader):
    """PyYAML's safe loader with the core schema of YAML 1.2, without aliases."""

    yaml_implicit_resolvers: dict[str, Any] = {}

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(problem="aliases (*name) are not supported", problem_mark=mark)
        return super().compose_node(parent, index)


_TAG = "tag:yaml.org,2002:"
_NUMBER = list("-+.0123456789")
for _name, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    # An integer of more digits than any option takes is left to be a float, and so an error.
    ("int", r"[-+]?[0-9]{1,18}|0x[0-9a-fA-F]{1,15}|0o[0-7]{1,20}", _NUMBER),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", _NUMBER),
    ("float", r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", _NUMBER),
):
    _Loader.add_implicit_resolver(_TAG + _name, re.compile(rf"(?:{_pattern})\Z"), _first)

_SCALARS: dict[str, Callable[[str], Any]] = {
    _TAG + "str": str,
    _TAG + "null": lambda text: None,
    _TAG + "bool": lambda text: text.lower() == "true",
    _TAG + "int": lambda text: int(text, 0) if text[:2] in ("0x", "0o") else int(text),
    _TAG + "float": lambda text: float(re.sub(r"\.(?=inf|nan)", "", text.lower())),
}


def parse_yaml(
    text: str, source: str, problems: list[Problem], *, at: Location = (), has_lines: bool = True
) -> Tree:
    """Read one YAML document.

    Args:
        text: the document.
        source: what to call it in messages.
        problems: receives what is wrong with single keys and values; the first of two equal keys is kept.
        at: location of the document in the whole configuration.
        has_lines: whether line numbers of the document mean anything to the user.

    Raises:
        UnreadableError: the text is not YAML.
    """
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark and has_lines else 0
        reason = " ".join(filter(None, (error.context, error.problem)))
        raise UnreadableError(Problem(Place(source, line), f"not valid YAML: {reason}")) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1 if has_lines else 0
        reason = f"character #x{ord(text[error.position]):04x} is not allowed"
        raise UnreadableError(Problem(Place(source, line), f"not valid YAML: {reason}")) from error
    builder = _Builder(source, problems, has_lines)
    return Tree(builder.build(node, at) if node else None, builder.places)


class _Builder:
    def __init__(self, source: str, problems: list[Problem], has_lines: bool) -> None:
        self.source, self.problems, self.has_lines = source, problems, has_lines
        self.places: dict[Location, Place] = {}

    def build(self, node: yaml.Node, at: Location) -> Any:
        place = self.places[at] = self._place(node)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, at)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*at, index)) for index, item in enumerate(node.value)]
        try:
            return _SCALARS[node.tag](node.value)
        except (KeyError, ValueError):
            tag = node.tag.removeprefix(_TAG)
            self.problems.append(Problem(place, f"{dotted(at)}: '{node.value}' cannot be read as {tag}"))
            return None

    def _mapping(self, node: yaml.MappingNode, at: Location) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            place = self._place(key_node)
            if not isinstance(key_node, yaml.ScalarNode):
                self.problems.append(Problem(place, f"{dotted(at)}: a key must be a plain word"))
                continue
            here = (*at, key_node.value)
            if key_node.value in mapping:
                first = f" (first in line {self.places[here].line})" if self.has_lines else ""
                self.problems.append(Problem(place, f"{dotted(here)}: given twice{first}; keep one"))
                continue
            mapping[key_node.value] = self.build(value_node, here)
            self.places[here] = place
        return mapping

    def _place(self, node: yaml.Node) -> Place:
        return Place(self.source, node.start_mark.line + 1 if self.has_lines else 0)


def dotted(location: Location) -> str:
    """``training.epochs`` and the like; the whole is called ``(top level)``."""
    return ".".join(map(str, location)) or "(top level)"
