r"""A whole vector under exp, as in NumPy.

Expected: ill-formed
Says: h
Hint: h_k
"""

from derive import Sum, define, dims, exp, identity, indices, vector

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(Sum(exp(h), k), equals=Sum(exp(h[k]), k))
def total():
    """exp(h[k])."""
