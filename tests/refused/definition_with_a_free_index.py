r"""A definition with an index that its left side does not have.

Expected: ill-formed
Says: the definition of p has a free index on its right side only: k
Hint: define("p", k, …)
"""

from derive import *

n = dims("n")
j, k = indices("j k", n)
h = vector("h", n)
p = define("p", exp(h[k]) / Sum(exp(h[j]), j))
