r"""Indices counted from 0.

Expected: ill-formed
Says: indices count from 1, and 0 is written
Hint: h_1
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(D(log(Sum(exp(h[j]), j)), h[0]), equals=p[0])
def gradient():
    """They count from 1."""
