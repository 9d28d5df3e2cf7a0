"""The order of monomials: the leading one of a form, the greatest one, and division of one by another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache

from derive.kernel.terms import (
    Atom,
    Form,
    IndexKey,
    Monomial,
    Number,
    degree,
    graded,
    indices_of,
    monomial,
    tidy,
    unlabelled,
)


def common_ratio(first: Form, second: Form) -> Number | None:
    """The number r for which first − r second is a number other than 0; None if there is none."""
    powers = next(iter(first.keys() - {()}))
    if first.keys() | {()} != second.keys() | {()}:
        return None
    ratio = Fraction(first[powers]) / Fraction(second[powers])
    apart = {each: first.get(each, 0) - ratio * second.get(each, 0) for each in {*first, ()}}
    return tidy(ratio) if apart.pop(()) and not any(apart.values()) else None


def leading_in(rest: dict[Atom, Number], polynomial: Form) -> Monomial | None:
    """The term of Q that a monomial is divided by, so that what remains is smaller; None if there is none.

    It is the greatest term, if that divides the monomial. Where the monomial has negative powers of atoms of Q,
    as in 1/(E (1 + E)) = 1/E − 1/(1 + E), it is the term whose place every other term makes smaller.
    """
    if any(power < 0 for powers in polynomial for _, power in powers):
        return None
    atoms = {atom for powers in polynomial for atom, _ in powers}
    if all(rest.get(atom, 0) >= 0 for atom in atoms):
        leading = greatest(polynomial)
        return leading if all(rest.get(other, 0) >= power for other, power in leading) else None
    return next((term for term in polynomial if _is_greatest(term, rest, polynomial)), None)


def greatest(polynomial: Iterable[Monomial]) -> Monomial:
    """The greatest term: first by its degree in what depends on a bound index, then by graded lexicographic order."""
    return max(polynomial, key=lambda powers: (_bound_degree(powers), graded(powers)))


def _bound_degree(powers: Monomial) -> Number:
    return sum(max(power, -power) for atom, power in powers if is_bound(atom))


@lru_cache(maxsize=1 << 16)
def is_bound(atom: Atom) -> bool:
    """Whether a bound index stands in the atom."""
    return any(index[0] in ("u", "b") for index in indices_of(atom))


def _is_greatest(term: Monomial, rest: dict[Atom, Number], polynomial: Form) -> bool:
    quotient = divide(rest, term)
    return all(
        other == term or _magnitude(quotient, other) < _magnitude(quotient, term) for other in polynomial
    )


def divide(rest: Mapping[Atom, Number], term: Monomial) -> dict[Atom, Number]:
    """The quotient of two monomials."""
    divisor = dict(term)
    return {atom: rest.get(atom, 0) - divisor.get(atom, 0) for atom in {**rest, **divisor}}


def _magnitude(quotient: dict[Atom, Number], term: Monomial) -> tuple[Number, Number, Number, Monomial]:
    """An order of products in which only finitely many are smaller than a given one; √n is smaller than 1/√n."""
    factor = dict(term)
    powers = monomial((atom, quotient.get(atom, 0) + factor.get(atom, 0)) for atom in {**quotient, **factor})
    return _bound_degree(powers), sum(max(power, -power) for _, power in powers), -degree(powers), powers


def least_bound(index: IndexKey) -> tuple[bool, int, IndexKey]:
    """An order of indices in which those that no sum binds come first, and Y_y after y, at which it is taken."""
    inside = unlabelled(index)
    return any(inner[0] in ("u", "b") for inner in inside), len(inside), index
