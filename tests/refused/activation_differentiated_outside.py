r"""f(x)′ where f′(x) is meant: an unknown activation's slope at the wrong place.

Expected: refuted
Hint: chain rule
Hint name: chain rule
"""

from derive import *

n, m = dims("n m")
i = index("i", n)
a = index("a", m)
W, x = matrix("W", n, m), vector("x", m)
f = function("f")


@identity(D(f(Sum(W[i, a] * x[a], a)), x[a]), equals=f(W[i, a]))
def layer():
    """f′ of the sum, times W_ia."""
