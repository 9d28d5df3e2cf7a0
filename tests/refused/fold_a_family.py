r"""fold of a letter that is no definition.

Expected: ill-formed
Says: h is no definition
Hint: fold(p)
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(exp(h[k]) / Sum(exp(h[j]), j), equals=p[k])
def folded(line):
    line(by=fold(h))
