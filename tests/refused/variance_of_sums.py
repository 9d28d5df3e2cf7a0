r"""Variance: (Σ x)²/n where (Σ x)²/n² belongs.

Expected: refuted
Line: 2
Exact: yes
Hint: 1/n is missing
Hint name: exponent
"""

from derive import *

n = dims("n")
j, k = indices("j k", n)
x = vector("x", n)
u = define("u", Sum(x[j], j) / n)


@identity(Sum((x[k] - u) ** 2, k) / n, equals=Sum(x[k] ** 2, k) / n - Sum(x[k], k) ** 2 / n)
def variance(line):
    line(Sum(x[k] ** 2, k) / n - u**2, by=unfold(u))
    line(by=unfold(u))
