"""Sums of squares: polynomials that are never negative, because they are squares added up.

    x² − 2xy + y² + 1          (x − y)² + 1 > 0
    Σ_k x_k² − 2 Σ_k x_k y_k + Σ_k y_k²        Σ_k (x_k − y_k)² ≥ 0

The terms that are squares, with what they are squares of, make a basis; each other term is to be a product of two of
these. What is left to show is that a matrix of rational numbers is positive semidefinite. Sums over the same indices
are put together first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import combinations

from derive.kernel.terms import Atom, Form, Monomial, Number, monomial, tidy

MOST_SQUARES = 12
"""The largest basis that is tried."""

Asks = Callable[[Atom], bool]
Matrix = list[list[Fraction]]


def sum_of_squares(form: Form, positive: Asks, non_negative: Asks) -> str | None:
    """The sign > or ≥ that the form is seen to have, whatever its atoms are worth; None if neither is seen."""
    signs = [_sign(outer, body, positive, non_negative) for outer, body in _gathered(form, non_negative)]
    if not signs or None in signs:
        return None
    return ">" if ">" in signs else "≥"


def _gathered(form: Form, non_negative: Asks) -> Iterable[tuple[Monomial, Form]]:
    """The form as Σ (factor) (polynomial), where sums over the same indices are one.

    A sum that is known to be ≥ 0 by more than its summand is one letter.
    """
    groups: dict[object, tuple[Monomial, Form]] = {}
    for powers, coefficient in form.items():
        sums = [atom for atom, exponent in powers if atom[0] == "sum" and exponent == 1]
        whole = sums and non_negative(sums[0]) and _root(sums[0][3], non_negative) is None
        if len(sums) == 1 and not whole:
            outer = tuple(each for each in powers if each[0] != sums[0])
            key, inside = (outer, sums[0][1:3]), sums[0][3]
        else:
            outer, key, inside = (), None, powers
        groups.setdefault(key, (outer, {}))[1][inside] = coefficient
    return groups.values()


def _sign(outer: Monomial, body: Form, positive: Asks, non_negative: Asks) -> str | None:
    def root(powers: Monomial) -> Monomial | None:
        return _root(powers, non_negative)

    if root(outer) is None or not body:
        return None
    basis = [made for powers, number in body.items() if number > 0 and (made := root(powers)) is not None]
    if len(basis) > MOST_SQUARES or (matrix := _gram(body, basis, root)) is None:
        return None
    strict = [place for place, made in enumerate(basis) if all(positive(atom) for atom, _ in made)]
    orders = [[*(each for each in range(len(basis)) if each != last), last] for last in strict]
    for order in orders:
        pivots = _pivots(matrix, order)
        if pivots is not None and pivots[-1] > 0:
            return ">" if all(positive(atom) for atom, _ in outer) else "≥"
    return "≥" if _pivots(matrix, list(range(len(basis)))) is not None else None


def _root(powers: Monomial, non_negative: Asks) -> Monomial | None:
    """What the monomial is the square of; None if it may be negative."""
    halves = []
    for atom, exponent in powers:
        if not (isinstance(exponent, int) and exponent % 2 == 0) and not non_negative(atom):
            return None
        halves.append((atom, tidy(Fraction(exponent) / 2)))
    return tuple(halves)


def _gram(body: Form, basis: list[Monomial], root: Callable[[Monomial], Monomial | None]) -> Matrix | None:
    """The matrix G with body = bᵀ G b for the basis b; None if a term is no product of two of the basis."""
    products = {_product(one, other): (i, j) for (i, one), (j, other) in combinations(enumerate(basis), 2)}
    places = {made: place for place, made in enumerate(basis)}
    matrix = [[Fraction(0)] * len(basis) for _ in basis]
    for powers, number in body.items():
        half = root(powers) if number > 0 else None
        if half is not None:
            matrix[places[half]][places[half]] += Fraction(number)
        elif powers in products:
            i, j = products[powers]
            matrix[i][j] += Fraction(number) / 2
            matrix[j][i] += Fraction(number) / 2
        else:
            return None
    return matrix


def _product(one: Monomial, other: Monomial) -> Monomial:
    powers: dict[Atom, Number] = dict(one)
    for atom, exponent in other:
        powers[atom] = tidy(powers.get(atom, 0) + exponent)
    return monomial(powers.items())


def _pivots(matrix: Matrix, order: list[int]) -> list[Fraction] | None:
    """The pivots of Gaussian elimination in this order; None if the matrix is not positive semidefinite."""
    left = [[matrix[i][j] for j in order] for i in order]
    pivots = []
    for step in range(len(order)):
        pivot = left[step][step]
        if pivot < 0 or (pivot == 0 and any(left[step][step + 1 :])):
            return None
        pivots.append(pivot)
        for row in range(step + 1, len(order)) if pivot else ():
            factor = left[row][step] / pivot
            left[row] = [each - factor * above for each, above in zip(left[row], left[step], strict=True)]
    return pivots
