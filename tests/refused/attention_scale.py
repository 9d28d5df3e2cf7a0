r"""Chain rule factor missing: 1/√m before the scores.

Expected: refuted
Line: 1
Hint: the factor 1/√m is missing; holds only for m = 1
"""

from derive import D, Sum, define, dims, exp, identity, indices, matrix, sqrt
from derive.derivation.reasons import differentiate

n, m = dims("n m")
i, j, k, l = indices("i j k l", n)
a, b = indices("a b", m)
Q, K = matrix("Q", n, m), matrix("K", n, m)
S = matrix("S", n, n)
P = define("P", i, j, exp(S[i, j]) / Sum(exp(S[i, k]), k))


@identity(D(Sum(Q[i, a] * K[j, a], a) / sqrt(m), Q[i, b]), equals=K[j, b])
def gradient(line):
    line(by=differentiate)
