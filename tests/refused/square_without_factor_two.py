r"""Factor 2: the derivative of a square.

Expected: refuted
Line: 1
Exact: yes
Hint: factor 2
Hint name: number
"""

from derive import *

n, m = dims("n m")
i, j, k = indices("i j k", n)
d = index("d", m)
z = vector("z", m)
h = family("h", n, of=z)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(D(Sum(p[k] ** 2, k), z[d]), equals=Sum(p[k] * D(p[k], z[d]), k))
def purity(line):
    line(by=differentiate)
