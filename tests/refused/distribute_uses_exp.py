r"""distribute, for a step that uses e^{a+b} = e^a e^b.

Expected: undecided
Says: the laws of exp and log
Line: 1
Hint: exp_log
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
c = scalar("c")


@identity(Sum(exp(h[k] + c), k), equals=exp(c) * Sum(exp(h[k]), k))
def shift(line):
    line(by=distribute)
