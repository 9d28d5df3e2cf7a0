r"""Dropped δ: the Jacobian of an entrywise logistic without its second index.

Expected: ill-formed
Says: a free index stands on the left side only: j
Hint: δ_ij was dropped; holds for i = j
"""

from derive import *

n = dims("n")
i, j = indices("i j", n)
a = vector("a", n)
s = define("s", i, logistic(a[i]))


@identity(D(s[i], a[j]), equals=s[i] * (1 - s[i]))
def jacobian(line):
    line(by=differentiate & unfold(s))
