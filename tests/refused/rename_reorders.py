r"""rename, for a step that exchanges factors.

Expected: undecided
Says: algebra
Line: 1
Hint: algebra
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
t = vector("t", n)


@identity(Sum(p[j] * t[j], j), equals=Sum(t[k] * p[k], k))
def reordered(line):
    line(by=rename)
