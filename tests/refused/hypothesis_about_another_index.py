r"""A hypothesis about an index that does not occur.

Expected: ill-formed
Says: a hypothesis speaks of k, which is not free in the claim
Hint: distinct(i, j)
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(D(p[i], h[j]), equals=-p[i] * p[j], given=distinct(i, k))
def off_diagonal():
    """i ≠ j."""
