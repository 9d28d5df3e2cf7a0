r"""Dropped δ: the Jacobian of an entrywise logistic is diagonal.

Expected: refuted
Line: 1
Exact: yes
Hint: δ_ij was dropped; holds for i = j
"""

from derive import D, define, dims, identity, indices, logistic, vector
from derive.derivation.reasons import differentiate, unfold

n = dims("n")
i, j = indices("i j", n)
a = vector("a", n)
s = define("s", i, logistic(a[i]))


@identity(D(s[i], a[j]), equals=s[i] * (1 - s[i]))
def jacobian(line):
    line(by=differentiate & unfold(s))
