r"""Sign: y − p where p − y was meant.

Expected: refuted
Line: 2
Exact: yes
Hint: sign of the whole
Hint name: sign
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
y = vector("y", n)


@identity(D(-Sum(y[k] * log(p[k]), k), h[j]), equals=y[j] - p[j], given=normalised(y))
def gradient(line):
    line(-Sum(y[k] / p[k] * D(p[k], h[j]), k), by=chain_rule)
    line(Sum(y[k] * (delta(k, j) - p[j]), k), by=differentiate & unfold(p))
    line(y[j] - p[j] * Sum(y[k], k), by=distribute)
    line(by=given(normalised(y)))
