r"""Dropped δ: the diagonal formula p(1 − p) used off the diagonal.

Expected: refuted
Exact: yes
Hint: δ_ij was dropped; holds for i = j
Hint name: delta, place
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(D(p[i], h[j]), equals=p[i] * (1 - p[j]))
def jacobian():
    """True for i = j alone."""
