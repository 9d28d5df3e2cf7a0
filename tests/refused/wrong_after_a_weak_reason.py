r"""A reason that is too weak stands before a line that is wrong: the wrong line decides.

Expected: refuted
Line: 2
Exact: yes
Hint: sign of the second term
Hint name: sign
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(D(p[i], h[j]), equals=p[i] * (delta(i, j) + p[j]))
def jacobian(line):
    line(p[i] * (delta(i, j) - p[j]), by=algebra)
    line(by=factor)
