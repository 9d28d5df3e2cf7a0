r"""A derivative in a label.

Expected: ill-formed
Says: a derivative is taken in an entry of a family, and y is none
Hint: ∂/∂h_k
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
y = label("y", n)


@identity(D(-log(p[y]), y), equals=0)
def gradient():
    """A class is no variable."""
