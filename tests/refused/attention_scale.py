r"""Chain rule factor missing: 1/√m before the scores.

Expected: refuted
Line: 1
Hint: the factor 1/√m is missing; holds only for m = 1
Hint name: missing factor
"""

from derive import *

n, m = dims("n m")
i, j, k, l = indices("i j k l", n)
a, b = indices("a b", m)
Q, K = matrix("Q", n, m), matrix("K", n, m)
S = matrix("S", n, n)
P = define("P", i, j, exp(S[i, j]) / Sum(exp(S[i, k]), k))


@identity(D(Sum(Q[i, a] * K[j, a], a) / sqrt(m), Q[k, b]), equals=delta(i, k) * K[j, b])
def gradient(line):
    line(by=differentiate)
