r"""A sum of differences that runs on to x_{n+1}.

Expected: ill-formed
Says: x_{i+1}
Hint: a sum from 1 to n − 1
"""

from derive import *

n = dims("n")
i = index("i", n)
x = vector("x", n)


@identity(Sum(x[i + 1] - x[i], i), equals=x[n] - x[1])
def telescope():
    """The last term has no neighbour."""
