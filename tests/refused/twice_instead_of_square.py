r"""Two times the sum where its square was meant.

Expected: refuted
Line: 3
Exact: yes
Hint: Z² was meant, 2 Z is written
Hint name: exponent
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(
    D(p[i], h[j]),
    equals=(delta(i, j) * exp(h[i]) * Sum(exp(h[k]), k) - exp(h[i]) * exp(h[j])) / (2 * Sum(exp(h[k]), k)),
)
def jacobian(line):
    Z = Sum(exp(h[k]), k)
    line(D(exp(h[i]) / Z, h[j]), by=unfold(p))
    line((delta(i, j) * exp(h[i]) * Z - exp(h[i]) * exp(h[j])) / Z**2, by=quotient_rule)
    line(by=algebra)
