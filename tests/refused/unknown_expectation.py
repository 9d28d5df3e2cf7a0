r"""expected= with a word that is no verdict.

Expected: ill-formed
Says: not 'wrong'
Hint: refuted
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(Sum(p[k], k), equals=2, expected="wrong")
def total():
    """ "proved" or "refuted"."""
