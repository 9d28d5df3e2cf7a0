"""Where a tree is read: which letters are bound there, which are parameters, and over what they range."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sympy import Expr

from derive.documents.readings.sizes import Size, join


@dataclass(frozen=True)
class Place:
    """An index expression: what it ranges over (None for a fixed place), and its tree.

    Its first place is the number `begins`, where it is written what a sum begins at.
    """

    size: Size | None
    make: Callable[[], Expr]
    fixed: int = 0
    begins: int | None = None

    def over(self, size: Size) -> None:
        """Unify the range of the index with this size: the i of x_i with the n of x ∈ ℝⁿ. Raises `Misfit`."""
        if self.size is not None:
            join(size, self.size)


@dataclass
class Scope:
    """The letters that are bound, by name; `free` are those that stand free, with what they range over."""

    bound: dict[str, Place] = field(default_factory=dict)
    free: dict[str, Place] = field(default_factory=dict)
    closed: str = ""  # the name of a definition, in which no other letter stands free

    def inside(self, name: str, place: Place) -> Scope:
        """The scope inside a sum over this letter."""
        return Scope({**self.bound, name: place}, self.free, self.closed)


@dataclass(frozen=True)
class Choice:
    """What was chosen where more than one reading is possible.

    `ranks` are the numbers of indices of letters, `calls` the letters that are functions, `picks` the option taken at
    each `Either`. In the `layout` "usual" a Jacobian has a row for each entry of what is differentiated, in "columns" a
    column; in "rows" the gradient of a number is a row, too.
    It is `strained` where a letter is taken against what is said of it.
    """

    ranks: dict[str, int] = field(default_factory=dict)
    calls: dict[str, bool] = field(default_factory=dict)
    picks: dict[int, int] = field(default_factory=dict)
    layout: str = "usual"
    cost: float = 0.0
    strained: bool = False
