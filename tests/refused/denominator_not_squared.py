r"""Quotient rule with Z where Z² belongs.

Expected: refuted
Line: 2
Exact: yes
Hint: exponent: Z² was meant, Z is written
Hint name: exponent
"""

from derive import *

n, m = dims("n m")
i, j, k = indices("i j k", n)
d = index("d", m)
z = vector("z", m)
h = family("h", n, of=z)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(
    D(p[k], z[d]),
    equals=(Sum(exp(h[j]), j) * exp(h[k]) * D(h[k], z[d]) - exp(h[k]) * Sum(exp(h[j]) * D(h[j], z[d]), j))
    / Sum(exp(h[j]), j),
)
def jacobian(line):
    line(D(exp(h[k]) / Sum(exp(h[j]), j), z[d]), by=unfold(p))
    line(by=quotient_rule)
