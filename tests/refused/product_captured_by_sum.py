r"""Captured index: a factor exp h_k slips under the Σ_k beside it.

Expected: refuted
Line: 2
Exact: yes
Hint: captured index: exp h_k belongs outside the sum
Hint name: captured index
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
    equals=(Sum(exp(h[k]), k) * exp(h[k]) * D(h[k], z[d]) - Sum(exp(h[k]) * D(h[k], z[d]) * exp(h[k]), k))
    / Sum(exp(h[k]), k) ** 2,
)
def jacobian(line):
    line(D(exp(h[k]) / Sum(exp(h[k]), k), z[d]), by=unfold(p))
    line(by=quotient_rule)
