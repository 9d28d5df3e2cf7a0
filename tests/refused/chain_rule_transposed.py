r"""Chain rule with the inner Jacobian transposed, all square.

Expected: refuted
Exact: yes
Hint: transpose: ∂h/∂z
Hint name: transpose
"""

from derive import *

n = dims("n")
j, k = indices("j k", n)
z = vector("z", n)
h = family("h", n, of=z)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(D(p, z), equals=(diag(p) - p @ p.T) @ D(h, z).T)
def chain():
    """J ∂h/∂z."""
