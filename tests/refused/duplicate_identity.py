r"""Two identities of one name.

Expected: ill-formed
Says: two identities are named total
Hint: another name
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(Sum(p[k], k), equals=1)
def total(line):
    line(by=unfold(p) & cancel)


@identity(Sum(p[j], j), equals=1)
def total(line):  # noqa: F811
    line(by=unfold(p) & cancel)
