r"""A reason that is none: its name as text.

Expected: ill-formed
Says: a line needs a reason, and 'rename' is none
Hint: rename without quotes
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(Sum(p[k], k), equals=Sum(p[j], j))
def renamed(line):
    line(by="rename")
