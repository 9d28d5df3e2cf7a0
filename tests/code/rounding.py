"""How far off a formula may be that is computed as the page has it, to first order in the unit roundoff.

A number carries the coefficient of its error: exact data have 0, and every operation adds what it hands on of
its arguments' errors and one rounding of its own. What is computed in floating point, in whatever order and shape,
should be no further from the truth than a few times unit roundoff times this coefficient.
"""

from dataclasses import dataclass

import mpmath
from mpmath import mp, mpf
from reference import DIGITS, FUNCTIONS, Reference

SLOPES = {
    "exp": mpmath.exp,
    "log": lambda x: 1 / x,
    "logistic": lambda x: 1 / (2 + mpmath.exp(x) + mpmath.exp(-x)),
    "softplus": lambda x: 1 / (1 + mpmath.exp(-x)),
    "tanh": lambda x: 1 - mpmath.tanh(x) ** 2,
    "f": lambda x: 2 * x + 1,
}


@dataclass(frozen=True)
class Rounded:
    """A value and the coefficient of its error."""

    value: mpf
    error: mpf = mpf(0)

    def __add__(self, other):
        other = rounded(other)
        total = self.value + other.value
        return Rounded(total, self.error + other.error + abs(total))

    __radd__ = __add__

    def __neg__(self):
        return Rounded(-self.value, self.error)

    def __sub__(self, other):
        return self + -rounded(other)

    def __mul__(self, other):
        other = rounded(other)
        product = self.value * other.value
        handed = abs(self.value) * other.error + abs(other.value) * self.error
        return Rounded(product, handed + abs(product))

    __rmul__ = __mul__

    def __truediv__(self, other):
        quotient = self.value / other.value
        handed = (self.error + abs(quotient) * other.error) / abs(other.value)
        return Rounded(quotient, handed + abs(quotient))

    def __pow__(self, exponent):
        power = self.value**exponent
        slope = abs(exponent * self.value ** (exponent - 1)) if self.error else 0
        return Rounded(power, slope * self.error + abs(power))


def rounded(value):
    return value if isinstance(value, Rounded) else Rounded(mpf(value))


class Rounding(Reference):
    """Evaluates expressions with the coefficients of their errors; a function's argument is rounded once more."""

    def __init__(self, values, slopes, sizes):
        super().__init__(values, slopes, sizes)
        self.exact = Reference(values, slopes, sizes)

    def number(self, value):
        return Rounded(super().number(value))

    def apply(self, name, argument):
        value = FUNCTIONS[name](argument.value)
        handed = abs(SLOPES[name](argument.value)) * (argument.error + abs(argument.value))
        return Rounded(value, handed + abs(value))

    def slope(self, node, at):
        """A derivative that is given has no error; one that is worked out is as uncertain as what it is of."""
        value = self.exact.value(node, at)
        if value == 0:
            return Rounded(value)
        body = self.value(node.body, at)
        return Rounded(value, 0 if not body.error else 10 * abs(value) + body.error)


def truth(reference, expression, indices, places):
    """The entries at these places."""
    with mp.workdps(DIGITS):
        return [reference.value(expression, dict(zip(indices, place, strict=True))) for place in places]
