r"""A derivative in an index.

Expected: ill-formed
Says: a derivative is taken in an entry of a family, and k is none
Hint: ∂/∂h_k
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(D(p[k], k), equals=0)
def slope():
    """∂/∂h_k."""
