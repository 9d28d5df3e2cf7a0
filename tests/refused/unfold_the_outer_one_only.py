r"""unfold of one definition, where the one inside it is opened too.

Expected: undecided
Says: the definition of u
Line: 1
Hint: unfold(u)
"""

from derive import *

n = dims("n")
j, k = indices("j k", n)
x = vector("x", n)
u = define("u", Sum(x[k], k) / n)
v = define("v", Sum((x[k] - u) ** 2, k) / n)


@identity(v, equals=Sum((x[k] - Sum(x[j], j) / n) ** 2, k) / n)
def variance(line):
    line(by=unfold(v))
