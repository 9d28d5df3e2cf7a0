r"""Cases that do not cover everything: i = j and k = j.

Expected: ill-formed
Says: the cases do not cover everything
Hint: otherwise
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(D(p[i], h[j]), equals=cases((p[i] * (1 - p[i]), equal(i, j)), (-p[i] * p[j], equal(i, k))))
def jacobian():
    """distinct(i, j), or a bare value."""
