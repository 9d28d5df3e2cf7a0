r"""Chain rule without its inner factor: ∂h in place of ∂ exp h.

Expected: refuted
Line: 2
Exact: yes
Hint: chain rule: the factor exp h_j is missing
Hint name: chain rule
"""

from derive import *

n, m = dims("n m")
i, j, k = indices("i j k", n)
d = index("d", m)
z = vector("z", m)
h = family("h", n, of=z)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(D(log(Sum(exp(h[j]), j)), z[d]), equals=Sum(D(h[j], z[d]), j) / Sum(exp(h[j]), j))
def gradient(line):
    line(D(Sum(exp(h[j]), j), z[d]) / Sum(exp(h[j]), j), by=chain_rule)
    line(by=chain_rule)
