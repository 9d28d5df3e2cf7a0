r"""A claim that no y can satisfy under its own hypothesis.

Expected: refuted
Line: 2
Exact: yes
Hint: 1
Hint name: value
"""

from derive import *

n = dims("n")
k = index("k", n)
y = vector("y", n)


@identity(Sum(y[k] ** 2, k), equals=0, given=onehot(y))
def squares(line):
    line(Sum(y[k], k), by=given(onehot(y)))
    line(by=given(onehot(y)))
