r"""quotient_rule, where no quotient is differentiated.

Expected: undecided
Says: no derivative of a quotient stands in the line before
Line: 1
Hint: product_rule
"""

from derive import *

n, m = dims("n m")
i, j, k = indices("i j k", n)
d = index("d", m)
z = vector("z", m)
h = family("h", n, of=z)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(D(exp(h[k]) * h[k], z[d]), equals=exp(h[k]) * (1 + h[k]) * D(h[k], z[d]))
def product(line):
    line(by=quotient_rule)
