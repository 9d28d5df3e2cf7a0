r"""Σ p² = 1, as if p had length one.

Expected: refuted
Line: 1
Exact: yes
Hint: exponent; holds only for n = 1
Hint name: exponent
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(Sum(p[k] ** 2, k), equals=1)
def total(line):
    line(Sum(p[k], k), by=algebra)
    line(by=unfold(p) & cancel)
