"""Polynomials in atoms, factored over the rational numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm, prod
from typing import Any

from sympy import ZZ
from sympy.polys.rings import PolyRing

from derive.kernel.terms import Atom, Form, Frozen, Monomial, Number, freeze, graded, monomial, tidy

MOST_TERMS = 40
"""The longest polynomial that is factored; a longer one is taken to be irreducible."""


def is_irreducible(form: Form) -> bool:
    """Whether a polynomial without monomial content is surely irreducible: one term, or linear in a lonely atom."""
    if len(form) <= 1:
        return True
    seen = Counter(atom for powers in form for atom, _ in powers)
    return any(len(powers) == 1 and powers[0][1] == 1 and seen[powers[0][0]] == 1 for powers in form)


@lru_cache(maxsize=1 << 12)
def irreducible_factors(polynomial: Frozen) -> tuple[tuple[Frozen, int], ...]:
    """The irreducible factors over ℚ of a primitive polynomial in its atoms, up to sign, with their powers.

    The polynomial itself, where it has negative powers or more than `MOST_TERMS` terms. An atom with powers in 1/d
    counts as the d-th power of its root. The factors are SymPy's; they are multiplied out again, so that it need not
    be trusted.
    """
    atoms = sorted({atom for powers, _ in polynomial for atom, _ in powers})
    roots = [
        lcm(*(Fraction(dict(powers).get(atom, 0)).denominator for powers, _ in polynomial)) for atom in atoms
    ]
    if len(polynomial) > MOST_TERMS or any(power < 0 for powers, _ in polynomial for _, power in powers):
        return ((polynomial, 1),)
    ring = PolyRing([f"x{number}" for number in range(len(atoms))], ZZ)
    whole = ring.from_dict(
        {_exponents(powers, atoms, roots): coefficient for powers, coefficient in polynomial}
    )
    _, factors = whole.factor_list()
    if prod(factor**power for factor, power in factors) not in (whole, -whole):
        return ((polynomial, 1),)
    return tuple((_primitive(factor, atoms, roots), int(power)) for factor, power in factors)


def _exponents(powers: Monomial, atoms: list[Atom], roots: list[int]) -> tuple[int, ...]:
    present = dict(powers)
    return tuple(int(present.get(atom, 0) * root) for atom, root in zip(atoms, roots, strict=True))


def _primitive(factor: Any, atoms: list[Atom], roots: list[int]) -> Frozen:
    """A factor as a form whose leading coefficient is positive."""
    form = {
        monomial(
            (atom, tidy(Fraction(power, root)))
            for atom, power, root in zip(atoms, powers, roots, strict=True)
        ): int(coefficient)
        for powers, coefficient in factor.items()
    }
    sign = 1 if form[max(form, key=graded)] > 0 else -1
    return freeze({powers: sign * coefficient for powers, coefficient in form.items()})


def scale_of(coefficients: Iterable[Any]) -> Number:
    """The positive content of rational coefficients: what remains is whole without a common factor."""
    values = [Fraction(coefficient) for coefficient in coefficients]
    top, bottom = 0, 1
    for value in values:
        top, bottom = gcd(top, value.numerator), lcm(bottom, value.denominator)
    return tidy(Fraction(top, bottom))
