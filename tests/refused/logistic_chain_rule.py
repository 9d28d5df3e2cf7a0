r"""Chain rule factor missing: the slope of the logistic.

Expected: refuted
Line: 1
Hint: chain rule: the factor 1 − s is missing
Hint name: missing factor
"""

from derive import *

m = dims("m")
a, b = indices("a b", m)
w, x = vector("w", m), vector("x", m)
s = define("s", logistic(Sum(w[b] * x[b], b)))


@identity(D(s, x[a]), equals=s * w[a])
def gradient(line):
    line(by=chain_rule & unfold(s))
