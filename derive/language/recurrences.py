"""Letters that are defined one place after another: a first value and a step, or a last value and a step back.

m = recurrence("m", t, first=x[1], step=lambda before: b * before + x[t])       m_1 = x_1, m_t = b m_{t−1} + x_t
h = recurrence("h", t, k, first=a[k], step=lambda before: tanh(Sum(W[k, j] * before[j], j) + x[t, k]))
G = recurrence("G", t, last=r[n], step=lambda after: r[t] + g * after)          G_n = r_n, G_t = r_t + g G_{t+1}
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sympy import Basic, Expr, Integer
from sympy.core.basic import Atom

from derive.language.binders import Cases, free_indices, substitute
from derive.language.errors import IllFormed
from derive.language.expressions import written
from derive.language.families import Definition, Entry, Family, check_labels, definitions, families
from derive.language.indices import Index, Moved
from derive.language.names import declare
from derive.language.places import Equal, Within
from derive.language.ranges import check_places


class Recurrence(Definition):
    """h with h_1 = `end` and h_t = `step`, in which a letter of the same name stands for h at t − 1.

    With `down` it is h_n = `end`, and the letter stands for h at t + 1.
    """

    __slots__ = ("end", "step", "down")
    end: Expr
    step: Expr
    down: bool

    def __new__(
        cls, name: str, parameters: tuple[Index, ...], end: Expr, step: Expr, down: bool = False
    ) -> Recurrence:
        """The letter with these parameters, of which the first is stepped through."""
        made = Atom.__new__(cls)
        made.name, made.parameters, made.end, made.step, made.down = name, parameters, end, step, down
        made.dims, made.positive, made.values, made.source = (
            tuple(each.dim for each in parameters),
            False,
            None,
            None,
        )
        found = {variable for each in made.letters for variable in (each.of or (each,))}
        made.of = tuple(sorted(found, key=lambda variable: variable.name))
        return made

    def _fields(self) -> tuple[str, ...]:
        return ("name", "parameters", "end", "step", "down")

    @property
    def letters(self) -> frozenset[Family]:
        """The letters that its first value and its step are made of, itself not among them."""
        return frozenset(each for each in families(self.end) | families(self.step) if each != self.neighbour)

    @property
    def neighbour(self) -> Family:
        """The letter that stands in the step for the place before."""
        return Family(self.name, tuple(each.dim for each in self.parameters))

    @property
    def border(self) -> Expr:
        """The place where it begins."""
        return self.parameters[0].dim if self.down else Integer(1)

    def ended(self, places: tuple[Expr, ...]) -> Expr:
        """Its value at the border, the first of the places."""
        made: Expr = substitute(self.end, dict(zip(self.parameters[1:], places[1:], strict=True)))
        return made

    def stepped(self, places: tuple[Expr, ...]) -> Expr:
        """What it is anywhere else, by its value at the place before."""
        made = substitute(self.step, dict(zip(self.parameters, places, strict=True)))
        return _put(made, self.neighbour, self)

    @property
    def body(self) -> Expr:
        """{end if t = 1; step otherwise}, in which it stands itself."""
        own = self.parameters
        return Cases(self.ended(own), Equal(own[0], self.border), self.stepped(own))


def _put(node: Any, old: Family, new: Family) -> Any:
    """The expression with one letter for another."""
    if isinstance(node, Entry) and node.family == old:
        return Entry(new, *(_put(place, old, new) for place in node.places))
    return node.func(*(_put(part, old, new) for part in node.args)) if node.args else node


class Before:
    """The values at the place before, of a letter with further indices: `before[j]`."""

    def __init__(self, letter: Family, at: Expr) -> None:
        self.letter, self.at = letter, at

    def __getitem__(self, places: object) -> Entry:
        """Its entry at the place before."""
        listed = places if isinstance(places, tuple) else (places,)
        return Entry(self.letter, self.at, *listed)


def recurrence(
    name: str, *parameters: Index, step: Callable[[Any], object], first: object = None, last: object = None
) -> Recurrence:
    """h_1 = first, or h_n = last, and h_t = step(h_{t−1}), or step(h_{t+1}), for all other t.

    The first parameter is the one that is stepped through. Raises `IllFormed` for a free index that is no parameter,
    and for a place that may lie beyond.
    """
    if (first is None) == (last is None):
        raise IllFormed("{} begins at its first place or at its last: first=… or last=…", name)
    if not parameters or not all(isinstance(each, Index) for each in parameters):
        raise IllFormed("{} needs the index that it steps through", name)
    t, *others = parameters
    down = first is None
    before = Family(name, tuple(each.dim for each in parameters))
    at = Moved(t, 1 if down else -1)
    made = written(step(Before(before, at) if others else Entry(before, at)))
    end = written(last if down else first)
    _check(name, end, frozenset(others))
    _check(name, made, frozenset(parameters))
    check_places(end)
    check_places(made, (Within(t, 1, Moved(t.dim, -1)) if down else Within(t, 2, t.dim),))
    declared: Recurrence = declare(name, Recurrence(name, tuple(parameters), end, made, down))
    return declared


def _check(name: str, part: Expr, allowed: frozenset[Index]) -> None:
    check_labels(part)
    extra = ", ".join(sorted(index.name for index in free_indices(part) - allowed))
    if extra:
        raise IllFormed("{} has a free index on its right side only: {}", name, extra)


def recurrences(expression: Basic) -> frozenset[Recurrence]:
    """All recurrences in the expression, those inside definitions included."""
    return frozenset(each for each in definitions(expression) if isinstance(each, Recurrence))
