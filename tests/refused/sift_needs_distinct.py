r"""sift, for a step that uses i ≠ j.

Expected: undecided
Says: i ≠ j
Line: 1
Hint: given(distinct(i, j))
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(p[i] * (delta(i, j) - p[j]), equals=-p[i] * p[j], given=distinct(i, j))
def off_diagonal(line):
    line(by=sift)
