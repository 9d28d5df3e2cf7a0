r"""A single number declared normalised.

Expected: ill-formed
Says: c has no index to sum over
Hint: a vector
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
c = scalar("c")


@identity(c * p[k], equals=p[k], given=normalised(c.family))
def total():
    """c has no index."""
