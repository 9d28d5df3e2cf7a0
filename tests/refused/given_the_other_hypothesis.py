r"""given(H) of the wrong H.

Expected: undecided
Says: t does not depend on z
Line: 2
Hint: given(constant(t, z))
"""

from derive import *

n, m = dims("n m")
i, j, k = indices("i j k", n)
d = index("d", m)
z = vector("z", m)
h = family("h", n, of=z)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
t = family("t", n, of=z)
y = vector("y", n)


@identity(
    Sum(y[k], k) * D(p[j] * t[j], z[d]),
    equals=t[j] * D(p[j], z[d]),
    given=(normalised(y), constant(t, z)),
)
def gradient(line):
    line(D(p[j] * t[j], z[d]), by=given(normalised(y)))
    line(by=product_rule & given(normalised(y)))
