r"""The gradient of the scores in K with the formula of that in Q.

Expected: refuted
Exact: yes
Hint: indices and letter: δ_jl Q_ib
Hint name: value
"""

from derive import *

n, m = dims("n m")
i, j, k, l = indices("i j k l", n)
a, b = indices("a b", m)
Q, K = matrix("Q", n, m), matrix("K", n, m)
S = matrix("S", n, n)
P = define("P", i, j, exp(S[i, j]) / Sum(exp(S[i, k]), k))


@identity(D(Sum(Q[i, a] * K[j, a], a), K[l, b]), equals=delta(i, l) * K[j, b])
def gradient():
    """δ_jl Q_ib is meant."""
