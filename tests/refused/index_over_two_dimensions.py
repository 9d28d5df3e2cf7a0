r"""One letter for indices over two dimensions.

Expected: ill-formed
Says: the name k is declared twice
Hint: another letter
"""

from derive import *

n, m = dims("n m")
k = index("k", n)
x, w = vector("x", n), vector("w", m)
k = index("k", m)


@identity(Sum(w[k], k), equals=Sum(w[k], k))
def same():
    """Never reached."""
