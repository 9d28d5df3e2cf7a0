"""Sine and cosine: the angle of a sum, multiples of an angle, sin² = 1 − cos².

sin(a + b) = sin a cos b + cos a sin b        cos(a + b) = cos a cos b − sin a sin b
sin(−a) = −sin a        cos(−a) = cos a       sin 2a = 2 sin a cos a
sin π = 0               cos π = −1
"""

from __future__ import annotations

from fractions import Fraction

from derive.kernel.places import Places
from derive.kernel.terms import ONE, Atom, Form, Monomial, Number, atomic, freeze

MOST_TIMES = 12
"""The largest multiple of an angle that is written out."""

PI: Monomial = ((("constant", "pi"), 1),)


class Trigonometry(Places):
    """Sums with sines and cosines of them; `functions` says whether the laws of functions may be used."""

    functions = True

    def angle(self, name: str, argument: Form) -> Form:
        """sin or cos of the argument, in those of its single terms."""
        if any(abs(Fraction(number).numerator) > MOST_TIMES for number in argument.values()):
            return self.settle(1, {("call", name, 0, freeze(argument)): 1})
        sine: Form = {}
        cosine = ONE
        for powers, number in argument.items():
            more, less = self._multiple(powers, number)
            sine, cosine = self._sum_of_angles((sine, cosine), (more, less))
        return sine if name == "sin" else cosine

    def _sum_of_angles(self, one: tuple[Form, Form], other: tuple[Form, Form]) -> tuple[Form, Form]:
        (sine, cosine), (more, less) = one, other
        return (
            self.add(self.multiply(sine, less), self.multiply(cosine, more)),
            self.subtract(self.multiply(cosine, less), self.multiply(sine, more)),
        )

    def _multiple(self, powers: Monomial, number: Number) -> tuple[Form, Form]:
        """sin and cos of p/q times a term, in those of the q-th part of it."""
        value = Fraction(number)
        single = self._single(powers, Fraction(1, value.denominator))
        result: tuple[Form, Form] = ({}, ONE)
        for _ in range(abs(value.numerator)):
            result = self._sum_of_angles(result, single)
        return (result[0] if value > 0 else self.scale(result[0], -1)), result[1]

    def _single(self, powers: Monomial, part: Fraction) -> tuple[Form, Form]:
        if powers == PI and part in _OF_PI:
            sine, cosine = _OF_PI[part]
            return ({(): sine} if sine else {}), ({(): cosine} if cosine else {})
        inside = freeze({powers: part.numerator if part == 1 else part})
        return atomic(("call", "sin", 0, inside)), atomic(("call", "cos", 0, inside))

    def settle_calls(self, powers: dict[Atom, Number]) -> Form | None:
        """sin² = 1 − cos²; None if no square of a sine stands there, or the laws of functions may not be used."""
        if not self.functions:
            return None
        for atom, exponent in powers.items():
            if atom[:3] == ("call", "sin", 0) and exponent >= 2:
                rest = self.settle(1, {**powers, atom: exponent - 2})
                cosine = atomic(("call", "cos", 0, atom[3]), 2)
                return self.multiply(rest, self.subtract(ONE, cosine))
        return None


_OF_PI = {Fraction(1): (0, -1), Fraction(1, 2): (1, 0)}
"""sin and cos of parts of π."""
