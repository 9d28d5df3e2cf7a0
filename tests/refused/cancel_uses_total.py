r"""cancel, for a step that uses Σ_k p_k = 1.

Expected: undecided
Says: the definition of p
Line: 1
Hint: using(total)
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
c = scalar("c")


@identity(Sum(p[k], k) * c, equals=c)
def total(line):
    line(by=cancel)
