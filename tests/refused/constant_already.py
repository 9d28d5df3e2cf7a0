r"""A hypothesis that says nothing: t is declared constant already.

Expected: ill-formed
Says: it is constant already
Hint: leave it out
"""

from derive import *

n, m = dims("n m")
i, j, k = indices("i j k", n)
d = index("d", m)
z = vector("z", m)
h = family("h", n, of=z)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
t = vector("t", n)


@identity(D(Sum(p[k] * t[k], k), z[d]), equals=Sum(t[k] * D(p[k], z[d]), k), given=constant(t, z))
def expectation():
    """t does not depend on z."""
