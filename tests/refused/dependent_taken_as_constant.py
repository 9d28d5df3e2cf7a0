r"""Missing hypothesis: t depends on z, and its derivative is taken as 0.

Expected: refuted
Line: 1
Exact: yes
Hint: holds if t is constant in z
Hint name: constant
"""

from derive import *

n, m = dims("n m")
i, j, k = indices("i j k", n)
d = index("d", m)
z = vector("z", m)
h = family("h", n, of=z)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
t = family("t", n, of=z)


@identity(D(Sum(p[k] * t[k], k), z[d]), equals=Sum((t[k] - Sum(t[j] * p[j], j)) * p[k] * D(h[k], z[d]), k))
def expectation(line):
    dh = D(h[k], z[d])
    line(Sum(t[k] * D(p[k], z[d]), k), by=linearity)
    line(Sum(t[k] * p[k] * (dh - Sum(p[j] * D(h[j], z[d]), j)), k), by=differentiate & unfold(p))
    line(by=algebra)
