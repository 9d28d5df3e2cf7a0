r"""The two cases swapped.

Expected: refuted
Line: 2
Exact: yes
Hint: the cases are swapped
Hint name: cases
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(D(p[i], h[j]), equals=cases((-p[i] * p[j], equal(i, j)), p[i] * (1 - p[i])))
def by_two_cases(line):
    line(p[i] * (delta(i, j) - p[j]), by=differentiate & unfold(p))
    line(by=by_cases)
