"""Laws of exp and log; of other functions their parity alone.

exp(a + b) = exp a exp b          exp(c m) = exp(m)^c for rational c
exp(log x) = x                    log(exp x) = x
sin(−x) = −sin x                  cos(−x) = cos x             and so on, as the book of functions says
log(x y) = log x + log y          log(x^c) = c log x          for x known to be positive
log(√x y) = (1/2) log x + log y                               for every x: where √x is a number and not 0, x > 0
"""

from __future__ import annotations

from fractions import Fraction

from sympy import factorint

from derive.kernel.terms import ONE, Atom, Form, Monomial, Number, Undecided, atomic, freeze, monomial
from derive.kernel.trigonometry import Trigonometry
from derive.language.functions import BOOK


class Functions(Trigonometry):
    """Sums with functions of one variable."""

    def call(self, name: str, primes: int, argument: Form) -> Form:
        """f(argument), by the laws of f where it is exp or log."""
        if self.functions and not primes:
            match name:
                case "exp":
                    return self.exp(argument)
                case "log":
                    return self.log(argument)
                case "sin" | "cos":
                    return self.angle(name, argument)
            if name in BOOK and BOOK[name].parity:
                return self._by_parity(name, argument)
        return self.settle(1, {("call", name, primes, freeze(argument)): 1})

    def _by_parity(self, name: str, argument: Form) -> Form:
        """f(−x) = −f(x), and so f(0) = 0, or f(−x) = f(x): the first coefficient in the argument is positive."""
        odd = BOOK[name].parity == "odd"
        if not argument and odd:
            return {}
        turned = bool(argument) and argument[min(argument)] < 0
        inside = self.scale(argument, -1) if turned else argument
        return self.scale(self.settle(1, {("call", name, 0, freeze(inside)): 1}), -1 if turned and odd else 1)

    def exp(self, form: Form) -> Form:
        """exp of a form: a product over its terms."""
        return self.product(self._exp_term(powers, coefficient) for powers, coefficient in form.items())

    def _exp_term(self, powers: Monomial, coefficient: Number) -> Form:
        if len(powers) == 1 and powers[0][0][0] == "log" and powers[0][1] == 1:
            inside = dict(powers[0][0][1])
            if isinstance(coefficient, int) or self.positive_form(inside):
                return self.power(inside, coefficient)
        return self.settle(1, {("exp", powers): coefficient})

    def log(self, form: Form) -> Form:
        """log of a form: the positive factors are split off."""
        if not form:
            raise Undecided("log of an expression that is 0")
        content, coefficient, rest = self.content(form, whole=True)
        terms: list[Form] = []
        left: dict[Atom, Number] = {}
        for atom, exponent in content:
            if self.positive(atom):
                terms.append(self.scale(self._log_atom(atom), exponent))
            elif Fraction(exponent).denominator % 2 == 0:  # √a is no number where a < 0
                inside = dict(atom[1]) if atom[0] == "poly" else atomic(atom)
                terms.append(self.scale(self.log(inside), exponent))
            else:
                left[atom] = exponent
        terms.append(self._log_number(max(coefficient, -coefficient)))
        if left and rest != ONE and self.positive_form(rest):
            terms.append(self._log_atom(("poly", freeze(rest))))
            rest = ONE
        remaining = self.multiply(self.settle(1, left), self.scale(rest, 1 if coefficient > 0 else -1))
        if remaining != ONE:
            terms.append(self.settle(1, {("log", freeze(remaining)): 1}))
        return self.add(*terms)

    def _log_atom(self, atom: Atom) -> Form:
        if atom[0] == "exp":
            return {atom[1]: 1}
        if atom[0] == "prime":
            return self._log_number(atom[1])
        inside = atom[1] if atom[0] == "poly" else freeze(atomic(atom))
        return self.settle(1, {("log", inside): 1})

    def _log_number(self, number: Number) -> Form:
        """log of a positive rational: log 6 = log 2 + log 3."""
        value = Fraction(number)
        terms: list[Form] = []
        for side, sign in ((value.numerator, 1), (value.denominator, -1)):
            for prime, power in factorint(side).items():
                inside = (((), int(prime)),)
                terms.append({monomial([(("log", inside), 1)]): sign * power})
        return self.add(*terms)
