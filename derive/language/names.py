"""One letter, one meaning: the names that the page being built has declared."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from derive.language.errors import IllFormed

_declared: ContextVar[dict[str, Any] | None] = ContextVar("declared", default=None)


@contextmanager
def declaring(names: dict[str, Any]) -> Iterator[None]:
    """Within this context declarations are entered in `names`."""
    token = _declared.set(names)
    try:
        yield
    finally:
        _declared.reset(token)


def word(name: object) -> str:
    """The name. Raises `IllFormed` unless it is one word."""
    if not isinstance(name, str) or name.split() != [name]:
        raise IllFormed("a name is one word, and {} is written", f"{name!r}")
    return name


def declare(name: str, made: Any) -> Any:
    """Enter a letter, if a page is being built, and return it. Raises `IllFormed` if the name is taken."""
    word(name)
    names = _declared.get()
    if names is not None:
        before = names.setdefault(name, made)
        if type(before) is not type(made) or before != made:
            raise IllFormed("the name {} is declared twice, as different things", name)
    return made


def declared() -> dict[str, Any]:
    """What the page being built has declared so far, by name."""
    return _declared.get() or {}
