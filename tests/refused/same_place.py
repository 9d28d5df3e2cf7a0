r"""The off-diagonal formula under the hypothesis i = j.

Expected: refuted
Exact: yes
Hint: dropped term: p_i; holds if i ≠ j
Hint name: dropped term
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(D(p[i], h[j]), equals=-p[i] * p[j], given=equal(i, j))
def on_diagonal():
    """On the diagonal the Jacobian is p_i (1 − p_i)."""
