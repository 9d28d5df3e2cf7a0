"""Comparisons of numbers: [a > 0] is 1 where a > 0, otherwise 0, and [a = 0] likewise.

[a > 0]² = [a > 0]        [a = 0]² = [a = 0]        [a > 0] [a = 0] = 0
[−a > 0] = 1 − [a > 0] − [a = 0]                    a [a = 0] = 0
[c a > 0] = [a > 0] for c known to be positive      [a > 0] = 1 for a known to be positive
[a b > 0] = [a > 0] [b > 0] + [−a > 0] [−b > 0]     [a b = 0] = [a = 0] + [b = 0] − [a = 0] [b = 0]
[a² > 0] = 1 − [a = 0]                              [a² = 0] = [a = 0]
[a > 0] = 1 − [a = 0] and [−a > 0] = 0 for a known not to be negative
[a > 0] [b > 0] = [a > 0] where b − c a is known to be positive for some number c > 0
[a > 0] [b > 0] = [a > 0] + [b > 0] − 1 where b + c a is

max_k (f_k + c) = c + max_k f_k                     max_k c f_k = c max_k f_k for c known to be positive

Each holds for all real numbers a, b.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations, permutations
from typing import Any

from derive.kernel.applications import Applications
from derive.kernel.colours import signed_sketch
from derive.kernel.leading import divide
from derive.kernel.terms import (
    INDICATORS,
    ONE,
    Atom,
    Form,
    IndexKey,
    Monomial,
    Number,
    Undecided,
    atomic,
    constant,
    form_of,
    freeze,
    graded,
    height,
    indices_of,
    monomial,
)


class Comparisons(Applications):
    """Functions, and comparisons of numbers."""

    def above(self, form: Form) -> Form:
        """[a > 0]"""
        form = self._primitive(form)
        if not form or self.positive_quotient(self.scale(form, -1)):
            return {}
        if self.positive_quotient(form):
            return ONE
        parted = self._parted(form)
        if parted is not None:
            return self._product_above(*parted)
        turned = self.scale(form, -1)
        if self.non_negative_form(turned):
            return {}
        if self.non_negative_form(form):
            return self.subtract(ONE, self.null(form))
        if not self.renaming and _order(turned) > _order(form):
            return self.subtract(self.subtract(ONE, self._indicator("above", turned)), self.null(form))
        return self._indicator("above", form)

    def null(self, form: Form) -> Form:
        """[a = 0]"""
        form = self._primitive(form)
        if not form:
            return ONE
        turned = self.scale(form, -1)
        if self.positive_quotient(form) or self.positive_quotient(turned):
            return {}
        parted = self._parted(form)
        if parted is not None:
            one, other = map(self.null, parted)
            return self.subtract(self.add(one, other), self.multiply(one, other))
        return self._indicator("null", max(form, turned, key=_order) if not self.renaming else form)

    def _product_above(self, one: Form, other: Form) -> Form:
        """[a b > 0]"""
        if one == other:
            return self.subtract(ONE, self.null(one))
        both = self.multiply(self.above(one), self.above(other))
        turned = (self.above(self.scale(each, -1)) for each in (one, other))
        return self.add(both, self.multiply(*turned))

    def _parted(self, form: Form) -> tuple[Form, Form] | None:
        """a and b of a form a b, which is no number times one of them; None if it is no product."""
        if self.renaming:
            return None
        content, number, rest = self.content(form, whole=True)
        if not content or any(not isinstance(power, int) or power < 0 for _, power in content):
            return None
        (first, power), *others = content
        left = self.multiply({monomial(others): number}, rest)
        if left not in (ONE, constant(-1)):
            return {monomial([(first, power % 2 or 2)]): 1}, left
        base = self.multiply(form_of(first), left)
        if power == 1:
            return None
        return (form_of(first), base) if power % 2 == 0 else ({monomial([(first, 2)]): 1}, base)

    def _indicator(self, kind: str, form: Form) -> Form:
        return self.settle(1, {(kind, freeze(form)): 1})

    def _primitive(self, form: Form) -> Form:
        """The form without denominators and factors that are known to be positive."""
        if not form or self.renaming:
            return form
        content, number, rest = self.content(form, whole=True)
        kept = {
            atom: exponent % 2 if exponent < 0 and isinstance(exponent, int) else exponent
            for atom, exponent in content
            if not self.positive(atom)
        }  # 1/a has the sign of a
        sign = 1 if number > 0 else -1
        return self.scale(self.multiply({monomial(kept.items()): 1}, rest), sign)

    def compare(self, powers: dict[Atom, Number]) -> Form | None:
        """What the laws of comparisons make of a monomial; None if nothing."""
        found = [atom for atom in powers if atom[0] in INDICATORS]
        for atom in found:
            if powers[atom] < 0:
                raise Undecided("an expression is divided by a comparison, which is 0 somewhere")
            if powers[atom] != 1:
                return self.settle(1, {**powers, atom: 1})
        for atom in found:
            if atom[0] == "null" and (made := self._at_zero(powers, atom)) is not None:
                return made
        for one, other in permutations(found, 2):
            if (implied := self._implied(one, other)) is not None:
                rest = {each: power for each, power in powers.items() if each != other}
                return self.multiply(self.settle(1, rest), implied)
        for one, other in combinations(found, 2):
            if self._one_holds(one, other):
                rest = {each: power for each, power in powers.items() if each not in (one, other)}
                either = self.subtract(self.add(atomic(one), atomic(other)), ONE)
                return self.multiply(self.settle(1, rest), either)
        return None

    def _one_holds(self, one: Atom, other: Atom) -> bool:
        """Whether a > 0 or b > 0 everywhere, for c a + b is known to be positive for some number c > 0."""
        if {one[0], other[0]} != {"above"}:
            return False
        ratio, rest = self._remainder(dict(one[1]), dict(other[1]))
        return ratio < 0 and bool(rest) and self.positive_form(rest)

    def _remainder(self, first: Form, second: Form) -> tuple[Number, Form]:
        """c and b − c a, where c makes a term that both have vanish; (0, b) if they share none."""
        shared = [powers for powers in first if powers and powers in second]
        if not shared:
            return 0, second
        ratio = Fraction(second[shared[0]]) / Fraction(first[shared[0]])
        return ratio, self.subtract(second, self.scale(first, ratio))

    def _at_zero(self, powers: dict[Atom, Number], atom: Atom) -> Form | None:
        """ℓ [a = 0] = (ℓ − a) [a = 0] for the leading term ℓ of a; None where ℓ is no factor."""
        inside = dict(atom[1])
        leading = max(inside, key=graded)
        factor = dict(leading)
        if not all(powers.get(each, 0) >= power > 0 for each, power in factor.items()):
            return None
        rest = divide(powers, leading)
        number = inside.pop(leading)
        return self.multiply(self.settle(Fraction(-1) / number, rest), inside)

    def _implied(self, one: Atom, other: Atom) -> Form | None:
        """What [b > 0] or [b = 0] is where [a > 0] or [a = 0] holds: 1 or 0; None if that is not seen."""
        ratio, rest = self._remainder(dict(one[1]), dict(other[1]))
        if not ratio:
            return None
        if one[0] == "above" and ratio < 0:  # b = −c a + rest
            negative = not rest or self.positive_form(self.scale(rest, -1))
            return {} if negative else None
        if one[0] == "above":  # b = c a + rest
            positive = not rest or self.positive_form(rest)
            return (ONE if other[0] == "above" else {}) if positive else None
        if not rest:  # b = ±c a where a = 0
            return {} if other[0] == "above" else None
        if self.positive_form(rest):
            return ONE if other[0] == "above" else {}
        return {} if self.positive_form(self.scale(rest, -1)) else None

    # the greatest of many

    def greatest(self, form: Form, bound: IndexKey) -> Form:
        """max_k f_k: what does not depend on k is added, a factor known to be positive taken out."""
        outside = {powers: number for powers, number in form.items() if not _holds(powers, bound)}
        inside = {powers: number for powers, number in form.items() if powers not in outside}
        if not inside:
            return form
        factor, inside = self._positive_factor(inside, bound)
        own = 1 + max(height(atom) for powers in inside for atom, _ in powers)
        named = self._renamed_form(inside, {bound: ("b", own, 0, bound[2])})
        made = self.settle(1, {("max", own, bound[2], freeze(named)): 1})
        return self.add(outside, self.multiply(factor, made))

    def _positive_factor(self, form: Form, bound: IndexKey) -> tuple[Form, Form]:
        """A form as c f, where c is known to be positive and does not depend on the index."""
        if self.renaming:
            return ONE, form
        content, number, rest = self.content(form, whole=True)
        outer = {
            atom: power for atom, power in content if self.positive(atom) and bound not in indices_of(atom)
        }
        inner = {atom: power for atom, power in content if atom not in outer}
        size = max(number, -number)
        turned = self.scale(rest, 1 if number > 0 else -1)
        return {monomial(outer.items()): size}, self.multiply({monomial(inner.items()): 1}, turned)

    def substitute_greatest(self, atom: Atom, places: Mapping[IndexKey, IndexKey]) -> Form:
        """Indices put for indices inside a maximum."""
        _, own, dim, form = atom
        bound = self.fresh(dim)
        inside = self._renamed_form(dict(form), {("b", own, 0, dim): bound})
        return self.greatest(self.substitute_form(inside, places), bound)


def _holds(powers: Monomial, index: IndexKey) -> bool:
    return any(index in indices_of(atom) for atom, _ in powers)


def _order(form: Form) -> Any:
    """An order of a form and its negative, the same whatever bound indices are called; these may leave it open."""
    return signed_sketch(form), freeze(form) if not _is_bound(form) else ()


def _is_bound(form: Form) -> bool:
    return any(index[0] in ("u", "b") for powers in form for atom, _ in powers for index in indices_of(atom))
