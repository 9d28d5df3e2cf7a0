r"""Chain rule factor missing: 1/T, invisible at T = 1.

Expected: refuted
Line: 1
Hint: the factor 1/T is missing; holds only for T = 1
Hint name: missing factor
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
T = scalar("T", positive=True)
p = define("p", k, exp(h[k] / T) / Sum(exp(h[j] / T), j))


@identity(D(p[i], h[j]), equals=p[i] * (delta(i, j) - p[j]))
def jacobian(line):
    line(by=differentiate & unfold(p))
