r"""Factor 2 missing in the gradient of a sum of squares.

Expected: refuted
Line: 1
Exact: yes
Hint: factor 2
Hint name: number
"""

from derive import *

N, m = dims("N m")
i = index("i", N)
a, b = indices("a b", m)
X = matrix("X", N, m)
y = vector("y", N)
w = vector("w", m)


@identity(
    D(Sum((Sum(X[i, b] * w[b], b) - y[i]) ** 2, i), w[a]),
    equals=Sum(X[i, a] * (Sum(X[i, b] * w[b], b) - y[i]), i),
)
def gradient(line):
    line(by=differentiate)
