r"""∂/∂h_k where t depends on the same z: what is held fixed?

Expected: ill-formed
Says: ∂/∂h has no meaning here: t depends on the same variables
Hint: t constant
"""

from derive import *

n, m = dims("n m")
i, j, k = indices("i j k", n)
d = index("d", m)
z = vector("z", m)
h = family("h", n, of=z)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
t = family("t", n, of=z)


@identity(D(Sum(t[j] * h[j], j), h[k]), equals=t[k])
def gradient():
    """t moves with z, and so with h."""
