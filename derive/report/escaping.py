r"""Characters that act on a terminal instead of being seen: shown as `\x1b`, `\u202e`.

Documents and file names hold what others wrote. Control characters and escape sequences could move the cursor, set a
title or the clipboard; overrides of the direction of writing make a formula read otherwise than it is; half a surrogate
pair cannot be written at all.
"""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from typing import Any, TypeVar

T = TypeVar("T")

_ACTING = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e0fff"
)
_IN_TEXT = re.compile(f"[{_ACTING}]")
_IN_A_LINE = re.compile(f"[{_ACTING}\t\n]")
_OF_SEVERAL_LINES = {"snippet", "message", "code", "english", "chinese", "parts"}


def shown(text: str) -> str:
    """The text with what acts on a terminal escaped; lines stay lines."""
    return _IN_TEXT.sub(_escape, text)


def in_a_line(text: str) -> str:
    r"""The text on one line: tabs and line breaks escaped too, a file called `a\nb` shown as `a\\nb`."""
    return _IN_A_LINE.sub(_escape, text)


def in_json(text: str) -> str:
    """JSON with these characters as JSON escapes them: it says the same."""
    return _IN_TEXT.sub(lambda found: found[0] if found[0] in "\t\r" else _json_escape(found[0]), text)


def clean(value: T, keep: frozenset[str] = frozenset()) -> T:
    """Plain data with every string of it shown, but for the fields to keep."""
    return _clean(value, "", keep)  # type: ignore[return-value]


def _clean(value: object, name: str, keep: frozenset[str]) -> object:
    if isinstance(value, str):
        return (shown if name in _OF_SEVERAL_LINES else in_a_line)(value)
    kind: Any = type(value)
    if names := _names(kind):
        return _clean_record(value, names, keep)
    if isinstance(value, tuple):
        return tuple([_clean(each, name, keep) for each in value])
    if isinstance(value, dict):
        return {_clean(key, name, keep): _clean(each, name, keep) for key, each in value.items()}
    return value


def _clean_record(record: Any, names: tuple[str, ...], keep: frozenset[str]) -> object:
    different: dict[str, Any] = {}
    for name in names:
        if name not in keep and (value := getattr(record, name)) is not None:
            cleaned = _clean(value, name, keep)
            if cleaned is not value and cleaned != value:
                different[name] = cleaned
    return replace(record, **different) if different else record


@lru_cache(maxsize=256)
def _names(kind: type) -> tuple[str, ...]:
    """The fields of a record, in order; none for what is no record."""
    return tuple(each.name for each in fields(kind)) if is_dataclass(kind) else ()


def _escape(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")


def _json_escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
