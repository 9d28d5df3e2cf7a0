r"""fold(p), for a step that also uses Σ_k y_k = 1.

Expected: undecided
Says: Σ_k y_k = 1
Line: 1
Hint: given(normalised(y))
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
y = vector("y", n)


@identity(Sum(y[k], k) * exp(h[j]) / Sum(exp(h[k]), k) - y[j], equals=p[j] - y[j], given=normalised(y))
def gradient(line):
    line(by=fold(p))
