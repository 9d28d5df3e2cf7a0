r"""Quotient rule with its two terms swapped.

Expected: refuted
Line: 2
Exact: yes
Hint: sign of the whole; the terms of the quotient rule are swapped
Hint name: quotient rule
"""

from derive import *

n, m = dims("n m")
i, j, k = indices("i j k", n)
d = index("d", m)
z = vector("z", m)
h = family("h", n, of=z)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(D(p[k], z[d]), equals=p[k] * (Sum(p[j] * D(h[j], z[d]), j) - D(h[k], z[d])))
def jacobian(line):
    Z = Sum(exp(h[k]), k)
    dh = D(h[k], z[d])
    line(D(exp(h[k]) / Z, z[d]), by=unfold(p))
    line((Sum(exp(h[k]) * dh, k) * exp(h[k]) - Z * exp(h[k]) * dh) / Z**2, by=quotient_rule)
    line(exp(h[k]) / Z * (Sum(exp(h[k]) / Z * dh, k) - dh), by=factor)
    line(p[k] * (Sum(p[k] * dh, k) - dh), by=fold(p))
    line(by=rename)
