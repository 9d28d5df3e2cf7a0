r"""Hessian of log-sum-exp with a dropped term: diag(p) alone.

Expected: refuted
Line: 2
Exact: yes
Hint: dropped term: − p_i p_j
Hint name: dropped term
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(D(log(Sum(exp(h[k]), k)), h[i], h[j]), equals=delta(i, j) * p[i])
def hessian(line):
    line(D(p[i], h[j]), by=differentiate & fold(p))
    line(by=differentiate & unfold(p))
