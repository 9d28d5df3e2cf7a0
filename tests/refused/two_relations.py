r"""A claim of two relations at once.

Expected: ill-formed
Says: a claim says one of equals=, exceeds= and at_least=
Hint: two identities
"""

from derive import *

n = dims("n")
j, k = indices("j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(p[k], exceeds=0, at_least=0)
def positive_probability():
    """One of them is enough."""
