r"""Two hypotheses that cannot both hold: everything would follow.

Expected: undecided
Says: the hypotheses contradict one another
Hint: the hypotheses contradict each other
"""

from derive import *

n = dims("n")
k = index("k", n)
y = vector("y", n)


@identity(Sum(y[k], k), equals=2, given=(normalised(y), equation(Sum(y[k], k), 2)))
def total():
    """Σ y is 1 by the one and 2 by the other."""
