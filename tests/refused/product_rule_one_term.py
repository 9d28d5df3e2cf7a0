r"""Product rule that forgets a term.

Expected: refuted
Line: 1
Exact: yes
Hint: dropped term: p_k ∂t_k; holds if t is constant in z
Hint name: product rule, constant
"""

from derive import *

n, m = dims("n m")
i, j, k = indices("i j k", n)
d = index("d", m)
z = vector("z", m)
h = family("h", n, of=z)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
t = family("t", n, of=z)


@identity(D(p[k] * t[k], z[d]), equals=t[k] * D(p[k], z[d]))
def product(line):
    line(by=product_rule)
