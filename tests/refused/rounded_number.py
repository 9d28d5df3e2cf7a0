r"""A rounded number, 0.5.

Expected: ill-formed
Says: 0.5 is a rounded number
Hint: Rational(1, 2)
"""

from derive import *

N, m = dims("N m")
i = index("i", N)
a, b = indices("a b", m)
X = matrix("X", N, m)
y = vector("y", N)
w = vector("w", m)


@identity(D(0.5 * Sum((Sum(X[i, b] * w[b], b) - y[i]) ** 2, i), w[a]), equals=0)
def gradient():
    """Rational(1, 2), or a division by 2."""
