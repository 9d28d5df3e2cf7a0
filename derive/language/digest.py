"""Fingerprints of expressions and hypotheses: the same in every process, others where anything is written otherwise.

The head's class and its fields go in, those of its parts, and of definitions what they stand for; a part that occurs
often is looked at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from hashlib import sha256
from typing import Any

from sympy import Basic


class NoDigest(TypeError):
    """Something of which nothing is known that would tell it from others."""


def digest(*values: Any) -> str:
    """The fingerprint of expressions, hypotheses, tuples of them, words and numbers. Raises `NoDigest`."""
    return _Digest()(values).hex()


class _Digest:
    """Remembers the parts of one tree."""

    def __init__(self) -> None:
        self.known: dict[int, bytes] = {}
        self.alive: list[Any] = []

    def __call__(self, value: Any) -> bytes:
        if not isinstance(value, Basic):
            return self._made(value)
        if id(value) not in self.known:
            self.alive.append(value)  # so that its id is nobody else's
            self.known[id(value)] = self._made(value)
        return self.known[id(value)]

    def _made(self, value: Any) -> bytes:
        match value:
            case None | bool() | int() | float() | str():
                return _hashed(type(value).__name__, [repr(value).encode("utf-8", "surrogatepass")])
            case tuple():
                return _hashed("tuple", map(self, value))
            case frozenset():
                return _hashed("frozenset", sorted(map(self, value)))
            case Basic():
                return _hashed(_named(value), map(self, value._hashable_content()))
        if is_dataclass(value) and not isinstance(value, type):
            return _hashed(_named(value), (self(getattr(value, each.name)) for each in fields(value)))
        raise NoDigest(type(value).__name__)


def _named(value: Any) -> str:
    return type(value).__qualname__  # wherever it is defined


def _hashed(name: str, parts: Iterable[bytes]) -> bytes:
    made = sha256(name.encode() + b"\0")
    for part in parts:
        made.update(len(part).to_bytes(8, "big") + part)
    return made.digest()
