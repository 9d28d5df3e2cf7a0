r"""A label used as a number: y p_y.

Expected: ill-formed
Says: y
Hint: a family of numbers
"""

from derive import *

n = dims("n")
j, k = indices("j k", n)
y = label("y", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(y * p[y], equals=p[y] * y)
def weighted_class():
    """Which class it is says nothing of how much."""
