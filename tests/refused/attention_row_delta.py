r"""Dropped δ: rows of attention do not see each other's scores.

Expected: refuted
Exact: yes
Hint: δ_ik was dropped; holds for i = k
"""

from derive import D, Sum, define, delta, dims, exp, identity, indices, matrix

n, m = dims("n m")
i, j, k, l = indices("i j k l", n)
a, b = indices("a b", m)
Q, K = matrix("Q", n, m), matrix("K", n, m)
S = matrix("S", n, n)
P = define("P", i, j, exp(S[i, j]) / Sum(exp(S[i, k]), k))


@identity(D(P[i, j], S[k, l]), equals=P[i, j] * (delta(j, l) - P[i, l]))
def jacobian():
    """δ_ik stands before it all."""
