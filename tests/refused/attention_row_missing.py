r"""Dropped δ: the row index of the variable is lost.

Expected: ill-formed
Says: a free index stands on the left side only: k
Hint: δ_ik was dropped; holds for i = k
"""

from derive import *

n, m = dims("n m")
i, j, k, l = indices("i j k l", n)
a, b = indices("a b", m)
Q, K = matrix("Q", n, m), matrix("K", n, m)
S = matrix("S", n, n)
P = define("P", i, j, exp(S[i, j]) / Sum(exp(S[i, k]), k))


@identity(D(P[i, j], S[k, l]), equals=P[i, j] * (delta(j, l) - P[i, l]))
def jacobian():
    """δ_ik belongs before it all."""
