r"""A reason that needs an argument and got none: by=fold.

Expected: ill-formed
Says: a line needs a reason, and fold is none
Hint: fold(p)
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(exp(h[k]) / Sum(exp(h[j]), j), equals=p[k])
def folded(line):
    line(by=fold)
