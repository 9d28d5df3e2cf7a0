r"""A case without its condition.

Expected: ill-formed
Says: each case but the last is a pair (value, condition)
Hint: equal(i, j)
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(D(p[i], h[j]), equals=cases(p[i] * (1 - p[i]), -p[i] * p[j]))
def jacobian():
    """(value, condition)."""
