r"""True for n ≤ 2, where p_j = 1 − p_i, and for no larger n.

Expected: refuted
Exact: yes
Hint: holds only for n ≤ 2
Hint name: size
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(D(p[i], h[j]), equals=cases((p[i] * (1 - p[i]), equal(i, j)), -p[i] * (1 - p[i])))
def jacobian():
    """With two classes the other probability is 1 − p_i."""
