"""Probabilities of which nothing is known: joint ones, conditional ones as quotients, marginals as sums.

    P = probability("P")
    P(A, B)                 the joint probability or density, the same as P(B, A)
    P(A, given=B)           P(A, B) / P(B)
    P(A, given=(B, C))      P(A, B, C) / P(B, C)
    P(x, k)                 x, and a second variable at its value k among 1..K
    P.marginal(k, x)        the hypothesis Σ_k P(x, k) = P(x)

An event is a letter, or an index, which is a value of the variable that runs over its dimension. A joint is a
positive function of its events and of nothing else.
"""

from __future__ import annotations

from typing import Any

from sympy import Expr

from derive.language.binders import Sum
from derive.language.errors import IllFormed
from derive.language.expressions import Quotient, written
from derive.language.families import Entry, Family
from derive.language.hypotheses import Equation, equation
from derive.language.indices import Dim, Index
from derive.language.names import word


class Joint(Family):
    """The joint probability of some events. `events` are their names, that of a variable with places None."""

    __slots__ = ("letter", "events")
    letter: str
    events: tuple[str | None, ...]

    def __new__(
        cls, letter: str, events: tuple[str | None, ...], dims: tuple[Dim, ...], of: tuple[Family, ...]
    ) -> Joint:
        """The joint of these events; the places of its entries are those of the events without a name."""
        named = ", ".join(event or "·" for event in events)
        over = "".join(f" over {dim.name}" for dim in dims)
        made: Joint = Family.__new__(cls, f"{letter}({named}{over})", dims, of, True)
        made.letter, made.events = letter, events
        return made

    def _fields(self) -> tuple[str, ...]:
        return ("letter", "events", "dims", "of")


class Probability:
    """A letter for probabilities: it is applied to events."""

    def __init__(self, letter: str) -> None:
        self.letter = word(letter)

    def __call__(self, *events: Any, given: Any = ()) -> Expr:
        """The joint probability of the events, or their conditional one."""
        known = given if isinstance(given, tuple) else (given,)
        if not events:
            raise IllFormed("{} is applied to no event", self.letter)
        joint = self._joint((*events, *known))
        return Quotient(joint, self._joint(known)) if known else joint

    def marginal(self, place: Index, *events: Any) -> Equation:
        """Σ_k P(k, events) = P(events), or 1 without other events."""
        return equation(Sum(self(place, *events), place), self(*events) if events else 1)

    def _joint(self, events: tuple[Any, ...]) -> Entry:
        placed = [event for event in events if _is_place(event)]
        letters = {_letter(event).name: _letter(event) for event in events if not _is_place(event)}
        if len(letters) + len(placed) < len(events):
            raise IllFormed("an event stands twice in {}({})", self.letter, ", ".join(map(str, events)))
        placed.sort(key=lambda place: place.ranges_over.name)
        dims = tuple(place.ranges_over for place in placed)
        if len(set(dims)) < len(dims):
            raise IllFormed(
                "two events run over one dimension in {}({})", self.letter, ", ".join(map(str, events))
            )
        of = tuple(
            sorted({on for each in letters.values() for on in each.of or (each,)}, key=lambda on: on.name)
        )
        return Entry(Joint(self.letter, (*sorted(letters), *(None for _ in placed)), dims, of), *placed)


def probability(letter: str) -> Probability:
    """A letter for probabilities or densities."""
    return Probability(letter)


def _is_place(event: Any) -> bool:
    return isinstance(getattr(event, "ranges_over", None), Dim)


def _letter(event: Any) -> Family:
    family = event if isinstance(event, Family) else getattr(written(event), "family", None)
    if not isinstance(family, Family) or (isinstance(event, Entry) and event.places):
        raise IllFormed("an event is a letter or an index, and {} is written", event)
    return family
