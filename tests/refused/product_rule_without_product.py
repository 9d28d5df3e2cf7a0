r"""product_rule, where a function is differentiated.

Expected: undecided
Says: no derivative of a product
Line: 1
Hint: chain_rule
"""

from derive import *

n, m = dims("n m")
i, j, k = indices("i j k", n)
d = index("d", m)
z = vector("z", m)
h = family("h", n, of=z)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(D(exp(h[k]), z[d]), equals=exp(h[k]) * D(h[k], z[d]))
def chain(line):
    line(by=product_rule)
