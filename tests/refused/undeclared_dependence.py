r"""A derivative in z of what is not declared to depend on z.

Expected: ill-formed
Says: declare it with of=z
Hint: of=z
"""

from derive import *

n, m = dims("n m")
k = index("k", n)
d = index("d", m)
z = vector("z", m)
h = vector("h", n)


@identity(D(exp(h[k]), z[d]), equals=exp(h[k]) * D(h[k], z[d]))
def chain():
    """h was meant to be family("h", n, of=z)."""
