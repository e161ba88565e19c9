"""Validation errors of pydantic, said in terms of the files that the user wrote."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from types import NoneType
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel, ValidationError

from depeche.config.yaml_text import Location, Place, Problem, dotted

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_EXPECTED = {
    "int_type": "an integer",
    "float_type": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "string_type": "text",
    "string_pattern_mismatch": "a name of letters, digits, blanks and any of . _ ( ) + -",
    "string_too_short": "text that is not empty",
    "list_type": "a list",
    "too_short": "a list that is not empty",
    "model_type": "a section of 'key: value' lines",
}


def validation_problems(
    error: ValidationError, schema: type[BaseModel], places: Mapping[Location, Place]
) -> list[Problem]:
    """One problem for every error, with the place of the nearest value that was written."""
    return [
        Problem(_place(detail, places), f"{dotted(detail['loc'])}: {_text(detail, schema)}")
        for detail in error.errors(include_url=False)
    ]


def _place(detail: ErrorDetails, places: Mapping[Location, Place]) -> Place:
    location = detail["loc"]
    if detail["type"] == "missing":
        location = location[:-1]
    while location and location not in places:
        location = location[:-1]
    return places[location]


def _text(detail: ErrorDetails, schema: type[BaseModel]) -> str:
    kind, location, found = detail["type"], detail["loc"], detail["input"]
    if kind == "value_error":  # our own validators say it all
        return str(detail["ctx"]["error"])
    if kind == "missing":
        return "missing; this key has no default"
    if kind == "extra_forbidden":
        section = _annotation(schema, location[:-1])
        return f"unknown key; {_key_suggestion(str(location[-1]), section, schema)}"
    annotation = _annotation(schema, location)
    expected = _EXPECTED.get(kind, detail["msg"].removeprefix("Input should be "))
    if NoneType in get_args(annotation):
        expected += " or null"
    text = f"found {shown(found)}, expected {expected}"
    if kind == "literal_error" and (close := get_close_matches(str(found), get_args(annotation), n=1)):
        text += f"; did you mean '{close[0]}'?"
    return text


def shown(value: Any) -> str:
    """A value as a message names it."""
    if isinstance(value, dict):
        return "a section"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    shown = f"'{value}'" if isinstance(value, str) else json.dumps(value)
    return shown if len(shown) <= 80 else shown[:77] + "..."


def _annotation(schema: Any, location: Location) -> Any:
    """The type that the schema gives to a location."""
    for part in location:
        schema = get_args(schema)[0] if isinstance(part, int) else schema.model_fields[part].annotation
    return schema


def _key_suggestion(key: str, section: type[BaseModel], schema: type[BaseModel]) -> str:
    """A similar key of the section, else the same key of another section, else all keys of the section."""
    if close := get_close_matches(key, section.model_fields, n=1):
        return f"did you mean '{close[0]}'?"
    if elsewhere := [location for location in _keys(schema) if location[-1] == key]:
        return f"did you mean '{dotted(elsewhere[0])}'?"
    return f"known keys: {', '.join(section.model_fields)}"


def _keys(schema: type[BaseModel], at: Location = ()) -> Iterator[Location]:
    for name, field in schema.model_fields.items():
        yield (*at, name)
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _keys(field.annotation, (*at, name))
