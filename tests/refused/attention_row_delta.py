r"""Dropped δ in one term: rows of attention do not see each other's scores.

Expected: refuted
Exact: yes
Hint: δ_ik was dropped before the second term; holds for i = k
Hint name: delta, place
"""

from derive import *

n, m = dims("n m")
i, j, k, l = indices("i j k l", n)
a, b = indices("a b", m)
Q, K = matrix("Q", n, m), matrix("K", n, m)
S = matrix("S", n, n)
P = define("P", i, j, exp(S[i, j]) / Sum(exp(S[i, k]), k))


@identity(D(P[i, j], S[k, l]), equals=P[i, j] * (delta(i, k) * delta(j, l) - P[k, l]))
def jacobian():
    """δ_ik belongs before both terms."""
