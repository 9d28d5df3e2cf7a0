r"""Matrix form: p pᵀ − diag(p), the sign of the whole.

Expected: refuted
Line: 1
Exact: yes
Hint: sign of the right side
Hint name: sign
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(D(p, h), equals=p @ p.T - diag(p))
def jacobian(line):
    line(by=differentiate & unfold(p))
