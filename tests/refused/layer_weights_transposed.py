r"""Indices swapped: W_di in place of W_id, with W square.

Expected: refuted
Hint: transpose: W_ik
Hint name: transpose
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
W, x = matrix("W", n, n), vector("x", n)
a = define("a", i, Sum(W[i, j] * x[j], j))
p = define("p", i, exp(a[i]) / Sum(exp(a[j]), j))


@identity(D(p[i], x[k]), equals=p[i] * (W[k, i] - Sum(p[j] * W[k, j], j)))
def jacobian():
    """W_ik and W_jk are meant."""
