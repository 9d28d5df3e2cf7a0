"""What is found as JSON, and back from it: every record of this package, whole.

    ["findings.PageProblem", "notes.md", "missing", "no such file", null, null]

A record is a list that its class begins and its fields follow, a tuple one that null begins. Only these classes are
made from a text, whatever it says.
"""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from types import ModuleType
from typing import Any

from derive.language import sayings
from derive.language.typeset import boxes, letters
from derive.language.typeset.formula import Formula
from derive.results import assumptions, evidence, findings, messages

MODULES: tuple[ModuleType, ...] = (assumptions, evidence, findings, messages, sayings, boxes, letters)
"""Where the records are defined that a finding is made of; beside them `Formula`."""


class NoRecord(ValueError):
    """What is no record, or none that can be written down."""


def dumps(record: object) -> str:
    """The record as a line of JSON. Raises `NoRecord`."""
    return json.dumps(_down(record), ensure_ascii=False, separators=(",", ":"))


def loads(text: str) -> Any:
    """The record that was written so. Raises `NoRecord`."""
    try:
        return _up(json.loads(text))
    except (ValueError, TypeError, KeyError, RecursionError, IndexError) as fault:
        raise NoRecord(str(fault)) from fault


def _name(kind: type) -> str:
    return f"{kind.__module__.rpartition('.')[2]}.{kind.__name__}"


_KINDS = {
    _name(kind): (kind, len(fields(kind)))
    for kind in (Formula, *(each for module in MODULES for each in vars(module).values()))
    if isinstance(kind, type) and is_dataclass(kind)
}


def _down(value: Any) -> Any:
    match value:
        case None | bool() | int() | float() | str():
            return value
        case tuple():
            return [None, *map(_down, value)]
        case dict():
            return {_key(each): _down(inner) for each, inner in value.items()}
    name = _name(type(value))
    if name not in _KINDS:
        raise NoRecord(f"{type(value).__name__} is no record")
    return [name, *(_down(getattr(value, each.name)) for each in fields(value))]


def _key(value: object) -> str:
    if not isinstance(value, str):
        raise NoRecord(f"{value!r} is no name")
    return value


def _up(value: Any) -> Any:
    match value:
        case [None, *items]:
            return tuple(map(_up, items))
        case [str(name), *values]:
            kind, count = _KINDS[name]
            if len(values) != count:
                raise NoRecord(f"{name} has {count} fields, not {len(values)}")
            return kind(*map(_up, values))
        case list():
            raise NoRecord("a list that is no record")
        case dict():
            return {key: _up(inner) for key, inner in value.items()}
    return value
