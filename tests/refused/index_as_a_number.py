r"""An index used as a number: k p_k.

Expected: ill-formed
Says: k
Hint: a vector of places
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(Sum(k * p[k], k), equals=Sum(j * p[j], j))
def mean_place():
    """A family of places x_k is needed."""
