r"""A strict inequality where equality occurs: a variance is 0 for a constant t.

Expected: refuted
Exact: yes
Hint: ≥ was meant, > is written
Hint name: relation
"""

from derive import *

n = dims("n")
j, k = indices("j k", n)
h, t = vector("h", n), vector("t", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(Sum(p[k] * (t[k] - Sum(p[j] * t[j], j)) ** 2, k), exceeds=0)
def variance():
    """It is at least 0."""
