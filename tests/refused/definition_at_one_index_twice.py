r"""A definition with one index twice on its left side.

Expected: ill-formed
Says: the definition of S has one index twice on its left side
Hint: two letters
"""

from derive import *

n = dims("n")
k = index("k", n)
h = vector("h", n)
S = define("S", k, k, h[k] * h[k])
