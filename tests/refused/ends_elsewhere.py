r"""A derivation that ends elsewhere than the claim.

Expected: ill-formed
Says: the derivation ends in
Hint: a last line
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(D(p[i], h[j]), equals=p[i] * (delta(i, j) - p[j]))
def jacobian(line):
    Z = Sum(exp(h[k]), k)
    line(D(exp(h[i]) / Z, h[j]), by=unfold(p))
    line((delta(i, j) * exp(h[i]) * Z - exp(h[i]) * exp(h[j])) / Z**2, by=quotient_rule)
