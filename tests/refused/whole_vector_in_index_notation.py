r"""A whole vector under exp, as in NumPy.

Expected: ill-formed
Says: exp(h) is not an expression; it is whole, write an entry of it
Hint: h_k
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(Sum(exp(h), k), equals=Sum(exp(h[k]), k))
def total():
    """exp(h[k])."""
