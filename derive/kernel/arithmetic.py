"""Field arithmetic on forms: +, ·, powers, reciprocals, Kronecker's δ.

Each rule is a law of the reals, under the side condition that it states. Equality is meant where both sides are
defined; what was divided by, and is not known to be positive, is collected in `conditions`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import combinations
from math import floor

from sympy import factorint

from derive.kernel.deltas import FUNCTIONS, classes_of, delta_inside, paired
from derive.kernel.factoring import irreducible_factors, is_irreducible, scale_of
from derive.kernel.leading import common_ratio, divide, is_bound, leading_in, least_bound
from derive.kernel.limits import Limited, Limits
from derive.kernel.squares import sum_of_squares
from derive.kernel.terms import (
    INDICATORS,
    ONE,
    ZERO_PLACE,
    Atom,
    Form,
    Frozen,
    IndexKey,
    Monomial,
    Number,
    Undecided,
    atomic,
    constant,
    form_of,
    freeze,
    graded,
    indices_of,
    monomial,
    moved_inside,
    parity,
    shifted,
    tidy,
)

HIGHEST = 1_000
"""The highest power that is written out: 2^{2^{2^2}} goes beyond it."""


class Arithmetic(Limited):
    """Forms as a ring, with the reciprocals and roots that occur."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self.positive_names: set[str] = set()
        self.least: dict[str, int] = {}
        self.conditions: set[Frozen] = set()
        self.renaming = False
        self.rewritten = 0

    def at_least(self, dim: str) -> int:
        """A number that the dimension is at least."""
        return self.least.get(dim, 1)

    # what the layers above supply

    def substitute(self, powers: Iterable[tuple[Atom, Number]], places: Mapping[IndexKey, IndexKey]) -> Form:
        """The monomial with indices put for indices."""
        raise NotImplementedError

    def without_delta(self, powers: Iterable[tuple[Atom, Number]], delta: Atom) -> Form:
        """The monomial with 0 put for a δ inside its functions."""
        raise NotImplementedError

    def absorb(self, powers: dict[Atom, Number]) -> Form | None:
        """The monomial with a factor drawn into a sum, where a division can go on there; None if none can."""
        raise NotImplementedError

    def with_one(self, powers: Iterable[tuple[Atom, Number]], indicator: Atom) -> Form:
        """The monomial with 1 put for a comparison inside its functions."""
        raise NotImplementedError

    def compare(self, powers: dict[Atom, Number]) -> Form | None:
        """What the laws of comparisons make of the monomial, or None if nothing."""
        raise NotImplementedError

    def rewrite(self, powers: dict[Atom, Number]) -> Form | None:
        """What a hypothesis makes of the monomial, or None if none applies."""
        raise NotImplementedError

    def settle_calls(self, powers: dict[Atom, Number]) -> Form | None:
        """What the laws of functions make of the monomial, or None if none applies."""
        raise NotImplementedError

    # sums and products

    def add(self, *forms: Form) -> Form:
        """a + b + …"""
        total: Form = {}
        for form in forms:
            for powers, coefficient in form.items():
                value = total.get(powers, 0) + coefficient
                if value:
                    total[powers] = tidy(value)
                else:
                    total.pop(powers, None)
        return total

    def scale(self, form: Form, number: Number) -> Form:
        """c a"""
        return {powers: tidy(coefficient * number) for powers, coefficient in form.items()} if number else {}

    def subtract(self, first: Form, second: Form) -> Form:
        """a − b"""
        return self.add(first, self.scale(second, -1))

    def multiply(self, first: Form, second: Form) -> Form:
        """a b: products distribute over sums."""
        self.tick(len(first) * len(second))
        products = []
        for powers, coefficient in first.items():
            for others, factor in second.items():
                together = dict(powers)
                for atom, exponent in others:
                    together[atom] = together.get(atom, 0) + exponent
                products.append(self.settle(tidy(coefficient * factor), together))
        return self.add(*products)

    def product(self, forms: Iterable[Form]) -> Form:
        """a b c …"""
        result = ONE
        for form in forms:
            result = self.multiply(result, form)
        return result

    def settle(self, coefficient: Number, powers: dict[Atom, Number]) -> Form:
        """The form of a monomial whose atoms may still act on each other."""
        powers = {atom: tidy(exponent) for atom, exponent in powers.items() if exponent}
        kinds = {atom[0] for atom in powers}
        if kinds & {"prime", "raised"}:
            coefficient, powers = self._settle_primes(coefficient, powers)
        if "delta" in kinds and (made := self._settle_deltas(powers)) is not None:
            return self.scale(made, coefficient)
        if kinds & FUNCTIONS and (made := self._settle_deltas_inside(powers)) is not None:
            return self.scale(made, coefficient)
        if "call" in kinds and (made := self.settle_calls(powers)) is not None:
            return self.scale(made, coefficient)
        if "poly" in kinds and (made := self._settle_polynomials(powers)) is not None:
            return self.scale(made, coefficient)
        if "order" in kinds and (made := self._settle_orders(powers)) is not None:
            return self.scale(made, coefficient)
        if kinds & INDICATORS and not self.renaming and (made := self.compare(powers)) is not None:
            return self.scale(made, coefficient)
        if "sum" in kinds and not self.renaming and (made := self.absorb(powers)) is not None:
            return self.scale(made, coefficient)
        if not self.renaming and (made := self.rewrite(powers)) is not None:
            return self.scale(made, coefficient)
        return {monomial(powers.items()): coefficient} if coefficient else {}

    def _settle_primes(
        self, coefficient: Number, powers: dict[Atom, Number]
    ) -> tuple[Number, dict[Atom, Number]]:
        """√8 = 2 √2: whole powers of a prime join the coefficient; (−1)^{2i} = 1."""
        kept = {}
        for atom, exponent in powers.items():
            whole = floor(exponent) if atom[0] == "prime" else 0
            coefficient = tidy(coefficient * Fraction(atom[1]) ** whole) if whole else coefficient
            left = parity(atom, exponent - whole)
            if left:
                kept[atom] = left
        return coefficient, kept

    # Kronecker's δ

    def _settle_deltas(self, powers: dict[Atom, Number]) -> Form | None:
        """δ² = δ, δ_ii = 1, δ of two different fixed places is 0; the rest is written with one of i and j.

        None if nothing is left to do.
        """
        deltas = [atom for atom in powers if atom[0] == "delta"]
        if any(powers[atom] < 0 for atom in deltas):
            raise Undecided("an expression is divided by Kronecker's δ")
        classes = classes_of(deltas)
        if classes is None or any(self._impossible(group) for group in classes):
            return {}
        places: dict[IndexKey, IndexKey] = {}
        for group in classes:
            centre = min(group, key=least_bound)
            places |= {
                index: shifted(centre, at - group[centre]) for index, at in group.items() if index != centre
            }
        star: dict[Atom, Number] = {("delta", *paired(index, place)): 1 for index, place in places.items()}
        rest = [(atom, exponent) for atom, exponent in powers.items() if atom[0] != "delta"]
        inside: dict[Atom, Number] = {
            ("delta", *paired(*(moved_inside(index, places) for index in delta[1:]))): 1 for delta in star
        }
        if inside != star:
            return self.settle(1, {**dict(rest), **inside})
        moved = any(index in places for atom, _ in rest for index in indices_of(atom))
        if not moved:
            settled = {**dict(rest), **star}
            return None if settled == powers else self.settle(1, settled)
        return self.multiply(self.substitute(rest, places), {monomial(star.items()): 1})

    def _settle_deltas_inside(self, powers: dict[Atom, Number]) -> Form | None:
        """f(δ) = δ f(1) + (1 − δ) f(0), so that no δ and no comparison stands inside a function. None if none does."""
        delta = next(
            (found for atom in powers if atom[0] in FUNCTIONS and (found := delta_inside(atom))), None
        )
        if delta is None:
            return None
        other = self.without_delta(powers.items(), delta)
        if delta[0] == "delta":
            same = self.settle(1, {**powers, delta: 1})
        else:
            same = self.multiply(atomic(delta), self.with_one(powers.items(), delta))
        return self.add(same, other, self.scale(self.multiply(atomic(delta), other), -1))

    def _impossible(self, group: Mapping[IndexKey, int]) -> bool:
        """Whether places cannot lie so: each index is one of 1..n, and n is at least what it is known to be."""
        zero = group.get(ZERO_PLACE)
        for index, at in group.items():
            if zero is not None and index != ZERO_PLACE and at - zero < self._least_place(index):
                return True
            last = group.get(("e", 0, index[-1]))
            if index[0] != "c" and last is not None and at > last:
                return True
        return False

    def _least_place(self, index: IndexKey) -> int:
        """What an index, or the last place, is at least."""
        return self.at_least(index[2]) if index[0] == "e" else 1

    def _settle_orders(self, powers: dict[Atom, Number]) -> Form | None:
        """s_ij² = 1 − δ_ij for the sign s_ij of j − i. None if none stands squared."""
        for atom, exponent in powers.items():
            if atom[0] == "order" and exponent != 1:
                if exponent < 0:
                    raise Undecided(
                        "an expression is divided by the order of two indices, which is 0 for i = j"
                    )
                apart = self.subtract(ONE, self.settle(1, {("delta", *paired(*atom[1:])): 1}))
                rest = {**powers, atom: exponent - 2}
                return self.multiply(self.settle(1, rest), apart)
        return None

    # powers and reciprocals

    def positive(self, atom: Atom) -> bool:
        """Whether the atom is known to be positive: exp, n, declared families, sums of positives."""
        match atom[0]:
            case "exp" | "dim" | "prime" | "constant" | "place":
                return True
            case "raised":
                return self.positive_form(dict(atom[1]))
            case "entry":
                return atom[1] in self.positive_names
            case "call":
                return atom[1:3] == ("exp", 0)
            case "sum":
                return all(self.positive(inner) for inner, _ in atom[3])
            case "poly":
                return self.positive_form(dict(atom[1]))
            case "log":
                return self.positive_form(self.subtract(dict(atom[1]), ONE))
        return False

    def non_negative(self, atom: Atom) -> bool:
        """Whether the atom is known to be at least 0: positive ones, δ, sums of squares."""
        match atom[0]:
            case "delta":
                return True
            case "sum":
                return all(self._non_negative_power(*power) for power in atom[3])
            case "poly":
                return self.non_negative_form(dict(atom[1]))
        return self.positive(atom)

    def _non_negative_power(self, atom: Atom, exponent: Number) -> bool:
        return (isinstance(exponent, int) and exponent % 2 == 0) or self.non_negative(atom)

    def positive_form(self, form: Form) -> bool:
        """Whether a sum of positive multiples of positive atoms, or of squares and such."""
        if form and all(
            coefficient > 0 and all(self.positive(atom) for atom, _ in powers)
            for powers, coefficient in form.items()
        ):
            return True
        return self._sign_by_squares(form) == ">"

    def non_negative_form(self, form: Form) -> bool:
        """Whether a sum of squares and of positive multiples of positive atoms."""
        return not form or self._sign_by_squares(form) is not None

    def _sign_by_squares(self, form: Form) -> str | None:
        """The sign > or ≥, where a sum of squares shows it; where a δ occurs, in both of its cases."""
        delta = next((atom for powers in form for atom, _ in powers if atom[0] == "delta"), None)
        if delta is None:
            return sum_of_squares(form, self.positive, self.non_negative)
        other = {powers: number for powers, number in form.items() if delta not in dict(powers)}
        places = {delta[2]: delta[1]}
        same = self.add(
            *(self.scale(self.substitute(powers, places), number) for powers, number in form.items())
        )
        signs = {self._sign_by_squares(each) if each else "≥" for each in (other, same)}
        return None if None in signs else "≥" if "≥" in signs else ">"

    def positive_quotient(self, form: Form) -> bool:
        """Whether a sum of positives, or a quotient of two, such as a/(a + b), which is written 1 − b/(a + b)."""
        if self.positive_form(form):
            return True
        above, below = self.cleared(form)
        return bool(below) and all(map(self.positive, below)) and self.positive_form(above)

    def power(self, form: Form, exponent: Number) -> Form:
        """a^q for rational q. (xy)^q = x^q y^q is used for whole q, or where x is known to be positive."""
        exponent = tidy(exponent)
        if isinstance(exponent, int) and abs(exponent) > HIGHEST:
            raise Undecided("a power above {} is not written out", HIGHEST)
        if isinstance(exponent, int) and exponent >= 0:
            return self.product([form] * exponent)
        if not form:
            raise Undecided("an expression that is 0 is divided by or under a root")
        content, coefficient, rest = self.content(form, whole=isinstance(exponent, int))
        made = self.multiply(
            self._power_of_number(coefficient, exponent),
            self.settle(1, {atom: power * exponent for atom, power in content}),
        )
        if exponent < 0:
            self._demand(content, rest)
        return (
            made if rest == ONE else self.multiply(made, self.settle(1, {("poly", freeze(rest)): exponent}))
        )

    def content(self, form: Form, *, whole: bool = True) -> tuple[Monomial, Number, Form]:
        """a = (monomial) (number) (polynomial): own denominators cleared, content pulled out, sign and scale fixed.

        Under a root only what is known to be positive is pulled out, and the sign stays; of a product of letters
        that are not negative, every one.
        """
        form, denominators = self.cleared(form, whole=whole)
        if not form:
            raise Undecided("an expression that is divided by, or whose root or logarithm is taken, is 0")
        lowest: dict[Atom, Number] = {}
        for atom in {atom for powers in form for atom, _ in powers}:
            lowest[atom] = min(dict(powers).get(atom, 0) for powers in form)
        out = lowest if whole or self._is_product_of_signed(form) else filter(self.positive, lowest)
        pulled = {atom: lowest[atom] for atom in out if lowest[atom]}
        rest = {
            monomial(
                (atom, tidy(power - pulled.get(atom, 0))) for atom, power in _filled(powers, pulled)
            ): coefficient
            for powers, coefficient in form.items()
        }
        number = scale_of(rest.values())
        if whole and rest[max(rest, key=graded)] < 0:
            number = -number
        rest = {powers: tidy(Fraction(coefficient) / number) for powers, coefficient in rest.items()}
        factors, rest = self._factors(rest, whole=whole)
        for atom, power in (*denominators.items(), *((atom, -power) for atom, power in factors.items())):
            pulled[atom] = pulled.get(atom, 0) - power
        return monomial(pulled.items()), number, rest

    def _is_product_of_signed(self, form: Form) -> bool:
        """Whether it is one product of letters that are known not to be negative: √(x² y) = x √y for x, y ≥ 0."""
        atoms = [atom for powers in form for atom, _ in powers]
        return len(form) == 1 and all(
            self.positive(each) or (each[0] == "entry" and self.non_negative(each)) for each in atoms
        )

    def _factors(self, rest: Form, *, whole: bool) -> tuple[dict[Atom, Number], Form]:
        """The irreducible factors of a polynomial as atoms, and what is left over; under a root positive ones only."""
        if self.renaming or is_irreducible(rest) or rest[max(rest, key=graded)] < 0:
            return {}, rest
        factors = irreducible_factors(freeze(rest))
        if sum(power for _, power in factors) == 1 or not (
            whole or all(self.positive_form(dict(f)) for f, _ in factors)
        ):
            return {}, rest
        return {("poly", factor): power for factor, power in factors}, ONE

    def cleared(self, form: Form, *, whole: bool = True) -> tuple[Form, dict[Atom, Number]]:
        """a = form / denominators, where no polynomial stands in a denominator of the form."""
        denominators: dict[Atom, Number] = {}
        for powers in form:
            for atom, exponent in powers:
                if atom[0] == "poly" and exponent < 0 and (whole or self.positive(atom)):
                    denominators[atom] = max(denominators.get(atom, 0), -floor(exponent))
        for atom, exponent in denominators.items():
            form = self._times_power(form, atom, exponent)
        return form, denominators

    def _times_power(self, form: Form, atom: Atom, exponent: Number) -> Form:
        """The form times a whole power of a polynomial, expanded."""
        products = []
        for powers, coefficient in form.items():
            together = dict(powers)
            total = together.pop(atom, 0) + exponent
            opened = self.power(dict(atom[1]), floor(total))
            left = {atom: total - floor(total)} if total != floor(total) else {}
            base = {monomial({**together, **left}.items()): coefficient}
            products.append(self.multiply(base, opened))
        return self.add(*products)

    def _power_of_number(self, number: Number, exponent: Number) -> Form:
        """c^q: whole powers are numbers, roots are written with primes."""
        if isinstance(exponent, int):
            return constant(tidy(Fraction(number) ** exponent))
        if number < 0:
            raise Undecided("a root of a negative number")
        value = Fraction(number)
        primes: dict[Atom, Number] = {}
        for side, sign in ((value.numerator, 1), (value.denominator, -1)):
            for prime, power in factorint(side).items():
                primes[("prime", int(prime))] = sign * power * exponent
        return self.settle(1, primes)

    def _demand(self, content: Monomial, rest: Form) -> None:
        """Note that what was divided by is not 0."""
        if self.renaming:
            return
        for atom, _ in content:
            if not self.never_zero(form_of(atom)):
                self.conditions.add(atom[1] if atom[0] == "poly" else freeze(atomic(atom)))
        if rest != ONE and not self.never_zero(rest):
            self.conditions.add(freeze(rest))

    def never_zero(self, form: Form) -> bool:
        """Whether the form or its negative is known to be positive."""
        return self.positive_form(form) or self.positive_form(self.scale(form, -1))

    def _settle_polynomials(self, powers: dict[Atom, Number]) -> Form | None:
        """Whole positive powers of a polynomial are expanded; ℓ Q^−1 = 1 − (Q − ℓ) Q^−1 for its leading term ℓ.

        None if nothing is left to do.
        """
        for atom, exponent in powers.items():
            if atom[0] != "poly":
                continue
            rest = {other: power for other, power in powers.items() if other != atom}
            if exponent >= 1:
                return self._times_power({monomial(rest.items()): 1}, atom, exponent)
            if (
                exponent < 0
                and not self.renaming
                and (made := self._divided(rest, atom, exponent)) is not None
            ):
                return made
        return None if self.renaming else self._partial_fractions(powers)

    def _partial_fractions(self, powers: dict[Atom, Number]) -> Form | None:
        """1/(Q (Q + c)) = (1/Q − 1/(Q + c))/c for a number c, where a bound index stands in both."""
        below = [
            atom for atom, power in powers.items() if atom[0] == "poly" and power <= -1 and is_bound(atom)
        ]
        for one, other in combinations(below, 2):
            ratio = common_ratio(dict(one[1]), dict(other[1]))
            if ratio is not None:
                number = self.subtract(dict(one[1]), self.scale(dict(other[1]), ratio))[()]
                first = self.settle(1, {**powers, one: powers[one] + 1})
                second = self.settle(1, {**powers, other: powers[other] + 1})
                return self.scale(self.subtract(first, self.scale(second, ratio)), Fraction(1) / number)
        return None

    def _divided(self, rest: dict[Atom, Number], atom: Atom, exponent: Number) -> Form | None:
        """One step of the division of `rest` by the polynomial's leading term; None if it does not divide."""
        self.tick()
        polynomial = dict(atom[1])
        leading = leading_in(rest, polynomial)
        if leading is None:
            return None
        quotient = divide(rest, leading)
        lead = polynomial.pop(leading)
        base = {monomial(quotient.items()): Fraction(1, 1) / lead}
        raised = self.multiply(base, self.settle(1, {atom: exponent + 1}))
        others = self.multiply(self.multiply(base, polynomial), {((atom, exponent),): 1})
        return self.subtract(raised, others)


def _filled(powers: Monomial, pulled: dict[Atom, Number]) -> list[tuple[Atom, Number]]:
    present = dict(powers)
    return [*powers, *((atom, 0) for atom in pulled if atom not in present)]
