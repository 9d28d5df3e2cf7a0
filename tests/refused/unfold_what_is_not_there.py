r"""unfold(q), where q does not stand in the line before.

Expected: undecided
Says: q does not stand in the line before
Line: 1
Hint: unfold(p)
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
q = define("q", k, exp(-h[k]) / Sum(exp(-h[j]), j))


@identity(Sum(p[k] * h[k], k), equals=Sum(exp(h[k]) * h[k], k) / Sum(exp(h[j]), j))
def mean(line):
    line(by=unfold(q))
