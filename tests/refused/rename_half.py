r"""A bound index renamed in one of its two places only.

Expected: refuted
Line: 2
Exact: yes
Hint: bound index: ∂h_j under Σ_j, not ∂h_k
Hint name: index
"""

from derive import *

n, m = dims("n m")
i, j, k = indices("i j k", n)
d = index("d", m)
z = vector("z", m)
h = family("h", n, of=z)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(D(p[k], z[d]), equals=p[k] * (D(h[k], z[d]) - Sum(p[j] * D(h[k], z[d]), j)))
def jacobian(line):
    dh = D(h[k], z[d])
    line(p[k] * (dh - Sum(p[i] * D(h[i], z[d]), i)), by=differentiate & unfold(p))
    line(by=rename)
