r"""A sum without its index.

Expected: ill-formed
Says: a sum needs the index it runs over
Hint: Σ_k
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(Sum(p[k]), equals=1)
def total():
    """Sum(p[k], k)."""
