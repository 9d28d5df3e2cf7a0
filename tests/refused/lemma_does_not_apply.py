r"""using(…) of a lemma that says nothing about the step.

Expected: undecided
Says: differentiation
Line: 1
Hint: differentiate
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(Sum(p[k], k), equals=1)
def total(line):
    line(by=unfold(p) & cancel)


@identity(D(p[i], h[j]), equals=p[i] * (delta(i, j) - p[j]))
def jacobian(line):
    line(by=using(total))
