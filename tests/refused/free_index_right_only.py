r"""A free index on the right side only.

Expected: ill-formed
Says: a free index stands on the
Hint: p_k
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(D(log(Sum(exp(h[j]), j)), h[k]), equals=p[i])
def gradient():
    """p_k is meant."""
