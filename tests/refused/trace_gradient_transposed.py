r"""∂ tr(A X)/∂X = A, where Aᵀ belongs.

Expected: refuted
Exact: yes
Hint: transpose of the right side
Hint name: transpose
"""

from derive import *

n = dims("n")
A, X = matrix("A", n, n), matrix("X", n, n)


@identity(D(trace(A @ X), X), equals=A)
def gradient():
    """The layout in which a gradient has the shape of its variable."""
