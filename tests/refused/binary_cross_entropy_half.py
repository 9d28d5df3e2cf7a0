r"""Binary cross-entropy whose term for y = 0 is forgotten.

Expected: refuted
Exact: yes
Hint: dropped term: (1 − y) log(1 − s); holds for y = 1
Hint name: missing factor
"""

from derive import *

n = dims("n")
i, j = indices("i j", n)
a, y = vector("a", n), vector("y", n)
s = define("s", i, logistic(a[i]))


@identity(D(-Sum(y[i] * log(s[i]), i), a[j]), equals=s[j] - y[j])
def gradient():
    """That is the gradient of −Σ y log s + (1 − y) log(1 − s)."""
