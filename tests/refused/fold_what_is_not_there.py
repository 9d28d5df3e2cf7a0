r"""fold(q), where the line brings p.

Expected: undecided
Says: q does not stand in this line
Line: 1
Hint: fold(p)
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
q = define("q", k, exp(-h[k]) / Sum(exp(-h[j]), j))


@identity(exp(h[k]) / Sum(exp(h[j]), j), equals=p[k])
def folded(line):
    line(by=fold(q))
