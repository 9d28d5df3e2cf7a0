r"""Exchange of the sums' indices, forgotten in one factor.

Expected: refuted
Line: 3
Exact: yes
Hint: index: t_j, exchanged with the others
Hint name: index
"""

from derive import *

n, m = dims("n m")
i, j, k = indices("i j k", n)
d = index("d", m)
z = vector("z", m)
h = family("h", n, of=z)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
t = vector("t", n)


@identity(D(Sum(p[k] * t[k], k), z[d]), equals=Sum((t[k] - Sum(t[k] * p[j], j)) * p[k] * D(h[k], z[d]), k))
def expectation(line):
    dh = D(h[k], z[d])
    first = Sum(t[k] * p[k] * dh, k)
    line(Sum(t[k] * p[k] * (dh - Sum(p[j] * D(h[j], z[d]), j)), k), by=differentiate & unfold(p))
    line(first - Sum(t[k] * p[k] * p[j] * D(h[j], z[d]), k, j), by=distribute)
    line(first - Sum(t[k] * p[j] * p[k] * dh, k, j), by=swap_names)
    line(by=factor)
