r"""Two indices at a family of one.

Expected: ill-formed
Says: h takes one index, and is written with 2 indices
Hint: one index
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(Sum(h[k, j], k), equals=0)
def total():
    """h has one index."""
