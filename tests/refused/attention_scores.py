r"""Indices crossed: ∂(Q Kᵀ)_ij/∂K_lb picks i, where it picks j.

Expected: refuted
Exact: yes
Hint: index: δ_jl
"""

from derive import D, Sum, define, delta, dims, exp, identity, indices, matrix

n, m = dims("n m")
i, j, k, l = indices("i j k l", n)
a, b = indices("a b", m)
Q, K = matrix("Q", n, m), matrix("K", n, m)
S = matrix("S", n, n)
P = define("P", i, j, exp(S[i, j]) / Sum(exp(S[i, k]), k))


@identity(D(Sum(Q[i, a] * K[j, a], a), K[l, b]), equals=delta(i, l) * Q[i, b])
def gradient():
    """δ_jl Q_ib is meant."""
