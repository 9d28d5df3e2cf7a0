r"""Sign slip under the hypothesis i ≠ j.

Expected: refuted
Exact: yes
Hint: sign
Hint name: sign
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(D(p[i], h[j]), equals=p[i] * p[j], given=distinct(i, j))
def off_diagonal():
    """Off the diagonal the Jacobian is −p_i p_j."""
