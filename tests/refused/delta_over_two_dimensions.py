r"""δ between indices of different dimensions.

Expected: ill-formed
Says: k runs over 1..n but d over 1..m
Hint: ∂h_k/∂z_d
"""

from derive import *

n, m = dims("n m")
i, j, k = indices("i j k", n)
d = index("d", m)
z = vector("z", m)
h = family("h", n, of=z)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(D(h[k], z[d]), equals=delta(k, d))
def jacobian():
    """h is not z."""
