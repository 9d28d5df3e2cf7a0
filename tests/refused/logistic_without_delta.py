r"""A factor with the wrong index: s_i (1 − s_j), with no δ, as if it were a softargmax.

Expected: refuted
Line: 1
Exact: yes
Hint: δ_ij was dropped; holds for i = j
Hint name: delta, place
"""

from derive import *

n = dims("n")
i, j = indices("i j", n)
a = vector("a", n)
s = define("s", i, logistic(a[i]))


@identity(D(s[i], a[j]), equals=s[i] * (1 - s[j]))
def jacobian(line):
    line(by=differentiate & unfold(s))
