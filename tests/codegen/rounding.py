"""How far off a formula may be that is computed as the page has it, to first order in the unit roundoff.

A number carries the coefficient of its error: exact data have 0, and every operation adds what it hands on of
its arguments' errors and one rounding of its own. What is computed in floating point, in whatever order and shape,
should be no further from the truth than a few times unit roundoff times this coefficient.
"""

from dataclasses import dataclass, replace

import mpmath
from mpmath import mp, mpf
from reference import DIGITS, FUNCTIONS, Reference

ZERO = mpf(0)
SLOPES = {
    "exp": mpmath.exp,
    "log": lambda x: 1 / x,
    "logistic": lambda x: 1 / (2 + mpmath.exp(x) + mpmath.exp(-x)),
    "softplus": lambda x: 1 / (1 + mpmath.exp(-x)),
    "tanh": lambda x: 1 - mpmath.tanh(x) ** 2,
    "sin": mpmath.cos,
    "cos": mpmath.sin,
    "arctan": lambda x: 1 / (1 + x**2),
    "arcsin": lambda x: 1 / mpmath.sqrt(1 - x**2),
    "arccos": lambda x: 1 / mpmath.sqrt(1 - x**2),
    "erfinv": lambda x: mpmath.sqrt(mpmath.pi) / 2 * mpmath.exp(mpmath.erfinv(x) ** 2),
    "erf": lambda x: 2 * mpmath.exp(-(x**2)) / mpmath.sqrt(mpmath.pi),
    "loggamma": mpmath.digamma,
    "digamma": lambda x: mpmath.psi(1, x),
    "trigamma": lambda x: mpmath.psi(2, x),
    "relu": FUNCTIONS["step"],
    "abs": mpmath.sign,
    "sign": lambda x: ZERO,
    "step": lambda x: ZERO,
    "f": lambda x: 2 * x + 1,
}


@dataclass(frozen=True)
class Rounded:
    """A value, the coefficient of its error, and the largest number on the way to it.

    What is made of exp is `wild` until it is divided by its like: its size does not count, for no one computes it.
    """

    value: mpf
    error: mpf = ZERO
    peak: mpf = ZERO
    wild: bool = False

    def made(self, value, handed, *others, wild=None):
        wild = any(each.wild for each in (self, *others)) if wild is None else wild
        peak = max(*(each.peak for each in (self, *others)), ZERO if wild else abs(value))
        return Rounded(value, handed + abs(value), peak, wild)

    def __add__(self, other):
        other = rounded(other)
        return self.made(self.value + other.value, self.error + other.error, other)

    __radd__ = __add__

    def __neg__(self):
        return replace(self, value=-self.value)

    def __sub__(self, other):
        return self + -rounded(other)

    def __mul__(self, other):
        other = rounded(other)
        handed = abs(self.value) * other.error + abs(other.value) * self.error
        return self.made(self.value * other.value, handed, other)

    __rmul__ = __mul__

    def __truediv__(self, other):
        quotient = self.value / other.value
        handed = (self.error + abs(quotient) * other.error) / abs(other.value)
        return self.made(quotient, handed, other, wild=self.wild != other.wild)

    def __pow__(self, exponent):
        slope = abs(exponent * self.value ** (exponent - 1)) if self.error else 0
        return self.made(self.value**exponent, slope * self.error)


def rounded(value):
    return value if isinstance(value, Rounded) else Rounded(mpf(value), peak=abs(mpf(value)))


class Rounding(Reference):
    """Evaluates expressions with the coefficients of their errors; a function's argument is rounded once more."""

    def __init__(self, values, slopes, sizes):
        super().__init__(values, slopes, sizes)
        self.exact = Reference(values, slopes, sizes)

    def number(self, value):
        return rounded(super().number(value))

    def apply(self, name, argument):
        value = FUNCTIONS[name](argument.value)
        handed = abs(SLOPES[name](argument.value)) * (argument.error + abs(argument.value))
        handed += 4 * (name == "digamma")  # whose terms add up to that, also where it is 0
        return argument.made(value, handed, wild=name == "exp")

    def raised(self, base, exponent):
        """b^e: its slopes are e b^(e − 1) and b^e log b, and the power that is taken is rounded like an argument."""
        value = base.value**exponent.value
        far = abs(value * mpmath.log(base.value)) * (exponent.error + abs(exponent.value))
        near = abs(exponent.value * value / base.value) * base.error
        return base.made(value, far + near, exponent)

    def inverse(self, rows):
        """X = A⁻¹ with |X| (|A| a few times for each row, and what A is off) |X|, as elimination has it."""
        exact = super().inverse([[entry.value for entry in row] for row in rows])
        own = self.off(rows)
        places = range(len(rows))
        return {
            (i, j): Rounded(
                exact[i, j],
                sum(abs(exact[i, k]) * own[k][l] * abs(exact[l, j]) for k in places for l in places)
                + abs(exact[i, j]),
                max(map(abs, exact.values())),
            )
            for i, j in exact
        }

    def off(self, rows):
        """How far off each entry of a matrix may be, elimination's own rounding included."""
        return [[entry.error + 3 * len(rows) * abs(entry.value) for entry in row] for row in rows]

    def determinant(self, rows):
        value = super().determinant([[entry.value for entry in row] for row in rows])
        return Rounded(value, abs(value) * self.relative(rows), abs(value))

    def log_determinant(self, rows):
        value = super().log_determinant([[entry.value for entry in row] for row in rows])
        return Rounded(value, self.relative(rows) + abs(value), abs(value))

    def relative(self, rows):
        """Σ_ij |A⁻¹|_ji |δA|_ij, the relative error of a determinant."""
        exact, own = super().inverse([[entry.value for entry in row] for row in rows]), self.off(rows)
        return sum(abs(exact[j, i]) * own[i][j] for i, j in exact)

    def slope(self, node, at):
        """A derivative that is given has no error; one that is worked out is as uncertain as what it is of."""
        value = self.exact.value(node, at)
        body = self.value(node.body, at)
        return Rounded(value, 10 * abs(value) + body.error if body.error and value else ZERO, body.peak)


def truth(reference, expression, indices, places):
    """The entries at these places."""
    with mp.workdps(DIGITS):
        return [reference.value(expression, dict(zip(indices, place, strict=True))) for place in places]
