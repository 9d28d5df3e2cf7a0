r"""Σ_k 1 = 1: n is lost.

Expected: refuted
Line: 3
Exact: yes
Hint: n p_j was meant: Σ_k 1 = n; holds only for n = 1
Hint name: missing factor
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(D(Sum(log(p[k]), k), h[j]), equals=1 - p[j])
def gradient(line):
    line(Sum(delta(k, j) - p[j], k), by=differentiate & unfold(p))
    line(Sum(delta(k, j), k) - Sum(p[j], k), by=distribute)
    line(by=sift)
