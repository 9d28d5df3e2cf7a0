r"""The slope of softplus taken as that of exp.

Expected: refuted
Exact: yes
Hint: the factor 1/(1 + exp a) is missing
Hint name: function
"""

from derive import *

n = dims("n")
i, j = indices("i j", n)
a = vector("a", n)


@identity(D(Sum(softplus(a[i]), i), a[j]), equals=exp(a[j]))
def slope():
    """It is logistic(a_j)."""
