"""Places: those near others, their order, and places as numbers.

δ_{i,j+1}, h_{t−1}, the last place n. A letter that is written beyond 1..n is a letter like any other: what is proved
holds whatever it is worth there.

Σ_i δ_{i,j+1} f_i = f_{j+1} (1 − δ_jn)                  Σ_i f_{i+1} = Σ_i f_i + f_{n+1} − f_1
[i < j] = (1 − δ_ij + s_ij)/2 for the sign s_ij of j − i
s_{i,j+1} = s_ij + δ_ij + δ_{i,j+1}                     s_1j = 1 − δ_1j
Σ_k k^m g^k = q(n + 1) g^{n+1} − q(1) g                 for q(k + 1) g − q(k) = k^m
"""

from __future__ import annotations

from fractions import Fraction
from math import comb

from derive.kernel.sums import Sums
from derive.kernel.terms import (
    ONE,
    Atom,
    Form,
    IndexKey,
    Monomial,
    Number,
    Undecided,
    constant,
    counted,
    form_of,
    freeze,
    indices_of,
    monomial,
    shifted,
)

FARTHEST = 60
"""How far a place may be from what it is counted from."""

Powers = list[tuple[Atom, Number]]


class Places(Sums):
    """Sums over places that have an order and are numbers."""

    def within(self, index: IndexKey, dim: str) -> Form:
        """1 where the place is one of 1..n, otherwise 0."""
        base, offset = counted(index)
        if (base[0] == "c" and offset < 1) or (base[0] == "e" and offset > 0):
            return {}
        last: IndexKey = ("e", 0, dim)
        match base[0]:
            case "c":
                beyond = [(("c", each, ""), last) for each in steps(1, offset)]
            case "e":
                beyond = [(("c", each, ""), last) for each in steps(1, 1 - offset)]
            case _ if offset > 0:
                beyond = [(base, shifted(last, -each)) for each in steps(0, offset)]
            case _:
                beyond = [(base, ("c", each, "")) for each in steps(1, 1 - offset)]
        return self._but(ONE, beyond)

    def upto(self, first: IndexKey, second: IndexKey) -> Form:
        """[i ≤ j]"""
        same = self.add(ONE, self.delta(first, second), self.order(first, second))
        return self.scale(same, Fraction(1, 2))

    def _but(self, form: Form, pairs: list[tuple[IndexKey, IndexKey]], times: int = 1) -> Form:
        return self.subtract(form, self.scale(self.add(*(self.delta(*pair) for pair in pairs)), times))

    def order(self, first: IndexKey, second: IndexKey) -> Form:
        """s_ij: 1 if i < j, −1 if i > j, 0 if i = j; s_ji = −s_ij, and nothing stands before the first place."""
        (one, before), (other, after) = counted(first), counted(second)
        by = after - before
        if one == other:
            return constant((by > 0) - (by < 0))
        match one[0], other[0]:
            case "c", _:
                return self._after(other, -by)
            case ("e", "c") | (_, "c" | "e"):
                return self.scale(self.order(second, first), -1)
            case "e", _:  # the sign of j − n − c is −1, but for j = n + c, …, n
                beyond = [(shifted(one, each), other) for each in steps(1 - by, 1)]
                return self.scale(self._but(self._but(ONE, [(shifted(one, -by), other)]), beyond, 2), -1)
        return self._order_of_indices(one, other, by)

    def _after(self, index: IndexKey, place: int) -> Form:
        """The sign of j − k for a fixed place k: 1, but for j = 1, …, k."""
        least = self.at_least(index[2]) if index[0] == "e" else 1
        below: list[tuple[IndexKey, IndexKey]] = [(("c", each, ""), index) for each in steps(least, place)]
        return self._but(self._but(ONE, [(("c", place, ""), index)]), below, 2)

    def _order_of_indices(self, one: IndexKey, other: IndexKey, by: int) -> Form:
        """The sign of j + c − i, by that of j − i."""
        least, greatest = sorted((one, other))
        made = self.settle(1 if least == one else -1, {("order", least, greatest): 1})
        if by == 0:
            return made
        if by < 0:
            return self.scale(self._order_of_indices(other, one, -by), -1)
        between = [(one, shifted(other, each)) for each in steps(1, by)]
        made = self.add(made, self.delta(one, other), self.delta(one, shifted(other, by)))
        return self._but(made, between, -2)

    # places as numbers

    def place_form(self, index: IndexKey) -> Form:
        """The place as a number."""
        base, offset = counted(index)
        if base[0] == "c":
            return constant(offset)
        atom = ("dim", base[2]) if base[0] == "e" else ("place", base)
        return self.add(self.settle(1, {atom: 1}), constant(offset))

    def raised(self, form: Form, index: IndexKey) -> Form:
        """a^i"""
        base, offset = counted(index)
        if base[0] == "c":
            return self.power(form, offset)
        if self.positive_form(form):
            return self.exp(self.multiply(self.place_form(index), self.log(form)))
        if not form:
            if offset < 0:
                raise Undecided("0 is raised to a power that may be 0 or negative")
            return {}
        powers, number, rest = self.content(form)
        factors = [(form_of(atom), exponent) for atom, exponent in powers]
        factors += [(constant(max(number, -number)), 1), (rest, 1)]
        factors += [(constant(-1), 1)] if number < 0 else []
        made = [self._raised_factor(*each, base) for each in factors if each[0] != ONE]
        return self.product([*made, self.power(form, offset)])

    def _raised_factor(self, form: Form, exponent: Number, base: IndexKey) -> Form:
        if self.positive_form(form):
            return self.exp(self.scale(self.multiply(self.place_form(base), self.log(form)), exponent))
        if not isinstance(exponent, int):
            raise Undecided("a root is raised to the power of a place")
        return self.settle(1, {("raised", freeze(form), base): exponent})

    def raised_to(self, form: Form, exponent: Form) -> Form | None:
        """a^{i + 2j − 1}; None if the exponent is no such sum of places."""
        made = [ONE]
        for powers, number in exponent.items():
            if not isinstance(number, int):
                return None
            if not powers:
                made.append(self.power(form, number))
                continue
            ((atom, times), *more) = powers
            if more or times != 1 or atom[0] not in ("place", "dim"):
                return None
            index = ("e", 0, atom[1]) if atom[0] == "dim" else atom[1]
            made.append(self.power(self.raised(form, index), number))
        return self.product(made)

    # sums of powers

    def summed(self, atoms: Powers, index: IndexKey) -> Form | None:
        """Σ over the index of k^m, g^k and the order of k and another; None where more depends on the index."""
        own = [(atom, exponent) for atom, exponent in atoms if index in indices_of(atom)]
        orders = [atom for atom, exponent in own if atom[0] == "order" and exponent == 1]
        rest = [each for each in own if each[0] not in orders]
        if len(orders) > 1 or (found := self._geometric(rest, index)) is None:
            return None
        ends = [self._antidifference(rest, found, index, at) for at in (("c", 1, ""), ("e", 1, index[2]))]
        whole = self.subtract(ends[1], ends[0])
        if not orders:
            return whole
        _, first, second = orders[0]
        other, sign = (second, 1) if first == index else (first, -1)
        upto = self.subtract(self._antidifference(rest, found, index, shifted(other, 1)), ends[0])
        here = self.substitute(rest, {index: other})
        return self.scale(self.subtract(self.subtract(self.scale(upto, 2), here), whole), sign)

    def _geometric(self, atoms: Powers, index: IndexKey) -> tuple[int, Form] | None:
        """m and g of k^m g^k; None if the term is something else, or g ≠ 1 may not be supposed."""
        degree, ratio = 0, ONE
        for atom, exponent in atoms:
            if atom == ("place", index) and isinstance(exponent, int) and exponent > 0:
                degree += exponent
            elif _is_raised(atom, index) and isinstance(exponent, int):
                ratio = self.multiply(ratio, self.power(dict(atom[1]), exponent))
            elif atom[0] == "exp" and (slope := _slope(atom[1], index)) is not None:
                ratio = self.multiply(ratio, self.exp({slope: exponent}))
            else:
                return None
        self.has_powers |= ratio != ONE
        return (degree, ratio) if ratio == ONE or self.geometric else None

    geometric = False
    """Whether a sum of powers of g is written as a quotient, g ≠ 1."""

    has_powers = False
    """Whether such a sum was met."""

    def _antidifference(self, atoms: Powers, found: tuple[int, Form], index: IndexKey, at: IndexKey) -> Form:
        """q(p) g^p at the place p, where q(k + 1) g − q(k) = k^m"""
        degree, ratio = found
        number = self.place_form(at)
        powers = [ONE]
        for _ in range(degree + 1):
            powers.append(self.multiply(powers[-1], number))
        if ratio == ONE:
            return self.add(*(self.scale(powers[j], each) for j, each in enumerate(_of_powers(degree))))
        below = self.power(self.subtract(ratio, ONE), -1)
        q: dict[int, Form] = {}
        for j in range(degree, -1, -1):
            higher = [self.scale(q[l], comb(l, j)) for l in range(j + 1, degree + 1)]
            q[j] = self.multiply(
                self.subtract(constant(int(j == degree)), self.multiply(ratio, self.add(*higher))), below
            )
        total = self.add(*(self.multiply(q[j], powers[j]) for j in q))
        kept = [(atom, exponent) for atom, exponent in atoms if atom != ("place", index)]
        return self.multiply(total, self.substitute(kept, {index: at}))


def _is_raised(atom: Atom, index: IndexKey) -> bool:
    """Whether it is g^k for a g that does not depend on k."""
    return atom[0] == "raised" and atom[2] == index and index not in indices_of(("poly", atom[1]))


def _of_powers(degree: int) -> list[Fraction]:
    """The coefficients of q, where q(k + 1) − q(k) = k^m and q(0) = 0."""
    found = {0: Fraction(0)}
    for j in range(degree, -1, -1):
        higher = sum((comb(l, j) * found[l] for l in range(j + 2, degree + 2)), Fraction(0))
        found[j + 1] = (int(j == degree) - higher) / (j + 1)
    return [found[j] for j in range(degree + 2)]


def _slope(powers: Monomial, index: IndexKey) -> Monomial | None:
    """c of a monomial c k; None if it is something else."""
    given = dict(powers)
    if given.pop(("place", index), 0) != 1 or any(index in indices_of(atom) for atom in given):
        return None
    return monomial(given.items())


def steps(first: int, end: int) -> range:
    """first, …, end − 1. Raises `Undecided` where these are too many to write out."""
    if end - first > FARTHEST:
        raise Undecided("a place lies more than {} places from what it is counted from", FARTHEST)
    return range(first, end)
