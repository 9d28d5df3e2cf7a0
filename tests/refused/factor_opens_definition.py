r"""factor, for a step that uses what p is.

Expected: undecided
Says: the definition of p
Line: 1
Hint: unfold(p)
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(Sum(p[k] * h[k], k), equals=Sum(exp(h[k]) * h[k], k) / Sum(exp(h[j]), j))
def mean(line):
    line(by=factor)
