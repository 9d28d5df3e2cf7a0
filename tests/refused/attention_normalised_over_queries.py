r"""Rows and columns: Σ_i P_ij = 1, where Σ_j P_ij = 1.

Expected: refuted
Exact: yes
Hint: index: the sum runs over j; holds only for n = 1
Hint name: summation index
"""

from derive import *

n, m = dims("n m")
i, j, k, l = indices("i j k l", n)
a, b = indices("a b", m)
Q, K = matrix("Q", n, m), matrix("K", n, m)
S = matrix("S", n, n)
P = define("P", i, j, exp(S[i, j]) / Sum(exp(S[i, k]), k))


@identity(Sum(P[i, j], i), equals=1)
def total():
    """The softargmax runs over the keys j."""
