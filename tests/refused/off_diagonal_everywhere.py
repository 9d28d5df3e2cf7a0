r"""The off-diagonal formula −p_i p_j used on the diagonal.

Expected: refuted
Line: 2
Exact: yes
Hint: holds for i ≠ j; the term δ_ij p_i was dropped
Hint name: place
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(D(p[i], h[j]), equals=-p[i] * p[j])
def jacobian(line):
    Z = Sum(exp(h[k]), k)
    line(D(exp(h[i]) / Z, h[j]), by=unfold(p))
    line(exp(h[i]) * -(exp(h[j]) / Z**2), by=chain_rule)
    line(by=fold(p))
