r"""One letter for two families.

Expected: ill-formed
Says: the name h is declared twice
Hint: another letter
"""

from derive import *

n, m = dims("n m")
k = index("k", n)
h = vector("h", n)
g = vector("h", m)


@identity(Sum(h[k], k), equals=Sum(h[k], k))
def same():
    """Never reached."""
