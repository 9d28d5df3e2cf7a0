r"""Σ over k ≠ j taken as Σ over all k.

Expected: refuted
Exact: yes
Hint: the term k = j is left out: 1 − p_j
Hint name: dropped term
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(Sum(p[k], k, without=j), equals=1)
def others():
    """What is left for the others is 1 − p_j."""
