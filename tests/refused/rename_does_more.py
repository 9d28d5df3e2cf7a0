r"""rename, for a step that also opens the definition of p.

Expected: undecided
Says: the definition of p
Line: 1
Hint: fold(p)
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(Sum(exp(h[j]) / Sum(exp(h[k]), k), j), equals=Sum(p[k], k))
def folded(line):
    line(by=rename)
