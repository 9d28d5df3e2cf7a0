r"""A sum over n instead of over an index.

Expected: ill-formed
Says: a sum runs over an index, and n is none
Hint: Σ_k
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(Sum(p[k], n), equals=1)
def total():
    """Sum(p[k], k)."""
