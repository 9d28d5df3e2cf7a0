r"""logistic(−x) taken as −logistic(x).

Expected: refuted
Exact: yes
Hint: 1 − logistic(x)
Hint name: dropped term
"""

from derive import *

n = dims("n")
i = index("i", n)
a = vector("a", n)


@identity(logistic(-a[i]), equals=-logistic(a[i]))
def reflection():
    """It is 1 − logistic(x)."""
