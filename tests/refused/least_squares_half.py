r"""1/2 and 1/N confused: the mean of squares with the gradient of half the sum.

Expected: refuted
Exact: yes
Hint: holds only for N = 2; the factor 2/N is missing
Hint name: missing factor
"""

from derive import *

N, m = dims("N m")
i = index("i", N)
a, b = indices("a b", m)
X = matrix("X", N, m)
y = vector("y", N)
w = vector("w", m)
e = define("e", i, Sum(X[i, b] * w[b], b) - y[i])


@identity(D(Sum(e[i] ** 2, i) / N, w[a]), equals=Sum(X[i, a] * e[i], i))
def gradient():
    """Holds for N = 2 and no other number of samples."""
