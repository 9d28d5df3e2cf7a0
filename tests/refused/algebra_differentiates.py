r"""algebra, for a step that differentiates.

Expected: undecided
Says: differentiation
Line: 1
Hint: differentiate
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(D(Sum(h[k] ** 2, k), h[j]), equals=2 * h[j])
def gradient(line):
    line(by=algebra)
