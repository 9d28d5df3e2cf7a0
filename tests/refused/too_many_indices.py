r"""Two indices at a family of one.

Expected: ill-formed
Says: h has one index
Hint: one index
"""

from derive import Sum, define, dims, exp, identity, indices, vector

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(Sum(h[k, j], k), equals=0)
def total():
    """h has one index."""
