"""What ranges over what: sizes that are found to be the same, and the names that they get."""

from __future__ import annotations

from typing import Any

from derive.documents.notation import Unreadable
from derive.language.indices import Dim
from derive.language.sayings import Saying


class Misfit(Unreadable):
    """A reading whose parts do not go together; `defined` is the definition in which they do not."""

    defined: Any = None


class Circular(Misfit):
    """A letter is read as defined by itself; `defined` is its definition."""

    def __init__(self, english: str, *parts: object, defined: Any) -> None:
        super().__init__(english, *parts)
        self.defined = defined


class Open(Misfit):
    """What is read, and what the language cannot state."""


class Size:
    """The range of an index: 1..n for some n."""

    __slots__ = ("_up", "count", "lone", "name")

    def __init__(self, name: str = "", count: int | None = None) -> None:
        self._up: Size | None = None
        self.name, self.count = name, count
        self.lone = not name and not count  # whether nothing tells what it is

    @property
    def root(self) -> Size:
        """The size that stands for all that were found to be the same."""
        here = self
        while here._up is not None:
            here = here._up
        return here


_AN_INDEX = Saying("an index")


def join(first: Size, second: Size, what: str | Saying = _AN_INDEX) -> None:
    """The two are one size. Raises `Misfit` where they have two names."""
    one, other = first.root, second.root
    if one is other:
        return
    if one.name and other.name and one.name != other.name:
        raise Open("{} runs over 1..{} and over 1..{}", what, one.name, other.name)
    if one.count and other.count and one.count != other.count:
        raise Misfit("{} takes {} values and {}", what, one.count, other.count)
    other._up = one
    one.lone = False
    one.name, one.count = one.name or other.name, one.count or other.count


class Sizes:
    """The sizes of one reading; those without a name get one that is free."""

    def __init__(self) -> None:
        self.named: dict[str, Size] = {}
        self.taken: set[str] = set()
        self.dims: dict[Size, Dim] = {}

    def name(self, name: str) -> Size:
        """The size of this name."""
        return self.named.setdefault(name, Size(name))

    def dim(self, size: Size) -> Dim:
        """The dimension, as the language has it."""
        root = size.root
        if root not in self.dims:
            name = root.name or next(
                each for each in self._names() if each not in self.taken and each not in self.named
            )
            self.taken.add(name)
            self.dims[root] = Dim(name)
        return self.dims[root]

    def _names(self) -> list[str]:
        return ["n", "m", *(f"n{number}" for number in range(1, 60))]
