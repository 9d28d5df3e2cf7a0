"""True claims of practice with their wrong sisters, as a table: name, left side, right side, hypotheses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from derive import identity
from derive.language.claims import Identity


@dataclass
class Claims:
    """A part of the language: claims that are true, claims that are not, and those that must stay open."""

    true: dict[str, Identity]
    wrong: dict[str, Identity]
    undecided: dict[str, Identity]

    def __init__(self) -> None:
        self.true, self.wrong, self.undecided = {}, {}, {}

    def holds(self, name: str, left: Any, right: Any, *, given: Any = ()) -> None:
        """left = right is true."""
        _enter(self.true, name, left, right, given)

    def fails(self, name: str, left: Any, right: Any, *, given: Any = ()) -> None:
        """left = right is false for some values."""
        _enter(self.wrong, name, left, right, given)

    def open(self, name: str, left: Any, right: Any, *, given: Any = ()) -> None:
        """Of left = right nothing may be said."""
        _enter(self.undecided, name, left, right, given)


def _enter(table: dict[str, Identity], name: str, left: Any, right: Any, given: Any) -> None:
    assert name not in table, name
    known = given if isinstance(given, list) else [given] if given else []

    def claim() -> None:
        """A claim of practice."""

    claim.__name__ = "claim"
    table[name] = identity(left, equals=right, given=known)(claim)
