r"""A line of the derivation lets a bound index go free.

Expected: ill-formed
Says: a free index stands on the
Hint: Σ_k is missing
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
t = vector("t", n)


@identity(Sum(p[k] * t[k], k), equals=Sum(t[j] * p[j], j))
def mean(line):
    line(p[k] * t[k], by=algebra)
    line(by=rename)
