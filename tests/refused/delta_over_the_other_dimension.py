r"""δ summed over the wrong dimension: N² where N m belongs.

Expected: refuted
Exact: yes
Hint: dimension: m was meant; holds only for m = N
Hint name: dimension
"""

from derive import *

N, m = dims("N m")
i = index("i", N)
a = index("a", m)
X = matrix("X", N, m)


@identity(Sum(D(X[i, a], X[i, a]), i, a), equals=N * N)
def entries():
    """Right wherever X happens to be square."""
