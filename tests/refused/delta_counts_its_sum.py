r"""δ picks one term out, and n is multiplied in all the same.

Expected: refuted
Line: 1
Exact: yes
Hint: Σ_i δ_ij = 1, not n; holds only for n = 1
Hint name: superfluous factor
"""

from derive import *

n, m = dims("n m")
i, j = indices("i j", n)
a = index("a", m)
t, w = vector("t", n), vector("w", m)


@identity(Sum(delta(i, j) * t[i] * w[a], i, a), equals=n * t[j] * Sum(w[a], a))
def sifted(line):
    line(by=sift)
