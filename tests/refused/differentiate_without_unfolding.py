r"""differentiate, where p would have to be unfolded first.

Expected: undecided
Says: the definition of p
Line: 1
Hint: differentiate and unfold(p)
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(D(p[i], h[j]), equals=p[i] * (delta(i, j) - p[j]))
def jacobian(line):
    line(by=differentiate)
