r"""Missing hypothesis: Σ_k y_k = 1.

Expected: refuted
Line: 3
Exact: yes
Hint: holds if Σ_k y_k = 1
Hint name: normalised
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
y = vector("y", n)


@identity(D(-Sum(y[k] * log(p[k]), k), h[j]), equals=p[j] - y[j])
def gradient(line):
    line(-Sum(y[k] * (delta(k, j) - p[j]), k), by=differentiate & unfold(p))
    line(p[j] * Sum(y[k], k) - y[j], by=distribute)
    line(by=algebra)
