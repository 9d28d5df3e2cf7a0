r"""using(…) of a name instead of an identity.

Expected: ill-formed
Says: using(…) takes an identity of the page, and 'jacobian' is none
Hint: an identity
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(Sum(p[k], k), equals=1)
def total(line):
    line(by=using("jacobian"))
