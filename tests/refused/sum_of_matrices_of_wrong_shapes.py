r"""diag(p) − pᵀ p: a matrix less a number.

Expected: ill-formed
Says: diag(p) is n × n but −pᵀ p is 1 × 1
Hint: p pᵀ
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(D(p, h), equals=diag(p) - p.T @ p)
def jacobian():
    """p pᵀ."""
