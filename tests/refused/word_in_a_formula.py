r"""A text where an expression belongs.

Expected: ill-formed
Says: '1' is not an expression
Hint: 1
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(Sum(p[k], k), equals="1")
def total():
    """1 without quotes."""
