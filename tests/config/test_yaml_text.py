from __future__ import annotations

import math

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from depeche.config.yaml_text import Problem, UnreadableError, parse_yaml


def read(text: str) -> object:
    problems: list[Problem] = []
    tree = parse_yaml(text, "x.yaml", problems)
    assert problems == []
    return tree.data


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2e-5", 2e-5),
        ("1E3", 1000.0),
        (".5", 0.5),
        ("-1.", -1.0),
        ("+3", 3),
        ("010", 10),
        ("0x1F", 31),
        ("0o17", 15),
        ("9" * 30, 1e30),
        ("-.inf", -math.inf),
        ("true", True),
        ("FALSE", False),
        ("~", None),
        ("", None),
        ("null", None),
        # YAML 1.1 would make something else of these.
        ("no", "no"),
        ("on", "on"),
        ("1:30", "1:30"),
        ("1_000", "1_000"),
        ("2024-01-01", "2024-01-01"),
        ("1e", "1e"),
        ("'2e-5'", "2e-5"),
        ("[1, a, 2e-5, [null]]", [1, "a", 2e-5, [None]]),
        ("bundled:compact-encoder", "bundled:compact-encoder"),
    ],
)
def test_scalars_follow_yaml_1_2(text: str, value: object) -> None:
    found = read(text)
    assert found == value
    assert type(found) is type(value)


@given(st.floats(allow_nan=False))
def test_every_number_python_writes_comes_back(number: float) -> None:
    text = repr(number).replace("inf", ".inf")
    assert read(text) == number


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.text(st.characters(codec="ascii")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc_"), inner, max_size=3),
)


@given(plain)
def test_what_pyyaml_writes_comes_back(value: object) -> None:
    # Quoted throughout: unquoted, PyYAML writes the text "1e5" as a number of YAML 1.2.
    assert read(yaml.safe_dump(value, default_style='"')) == value


def test_places_are_the_lines_of_the_keys() -> None:
    tree = parse_yaml("a:\n  b:\n    1\n  c:\n  - x\n  - y\n", "x.yaml", [])
    assert {location: place.line for location, place in tree.places.items()} == {
        (): 1,
        ("a",): 1,
        ("a", "b"): 2,
        ("a", "c"): 4,
        ("a", "c", 0): 5,
        ("a", "c", 1): 6,
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", "x.yaml:3: a: given twice (first in line 1); keep one"),
        ("a:\n  b: 1\n  'b': 1\n", "x.yaml:3: a.b: given twice (first in line 2); keep one"),
        ("a:\n- {b: 1, b: 2}\n", "x.yaml:2: a.0.b: given twice (first in line 2); keep one"),
        ("a: !!int three\n", "x.yaml:1: a: 'three' cannot be read as int"),
        ("a: !!python/name:os.system x\n", "x.yaml:1: a: 'x' cannot be read as python/name:os.system"),
        ("a: 1\n? [b]\n: 2\n", "x.yaml:2: (top level): a key must be a plain word"),
    ],
)
def test_problems_of_single_keys_are_collected(text: str, message: str) -> None:
    problems: list[Problem] = []
    assert "a" in parse_yaml(text, "x.yaml", problems).data
    assert [str(problem) for problem in problems] == [message]


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("a: 1\nb: [1\nc: 2\n", "x.yaml:3: not valid YAML: while parsing a flow sequence"),
        ("a: 1\n\tb: 2\n", "x.yaml:2: not valid YAML: while scanning"),
        ("a: 1\nb: \x07\n", "x.yaml:2: not valid YAML: character #x0007 is not allowed"),
        ("a: &x 1\nb: *x\n", "x.yaml:2: not valid YAML: aliases (*name) are not supported"),
        ("a: &x [*x]\n", "x.yaml:1: not valid YAML: aliases"),
        ("a: 1\n---\nb: 2\n", "x.yaml:2: not valid YAML: expected a single document"),
    ],
)
def test_text_that_is_not_yaml_names_the_line(text: str, start: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        parse_yaml(text, "x.yaml", [])
    assert str(caught.value).startswith(start)
    assert "\n" not in str(caught.value)
