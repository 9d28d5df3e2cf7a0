r"""A dropped factor: the expectation's gradient without its weight p_k.

Expected: refuted
Exact: yes
Hint: the factor p_k is missing
Hint name: missing factor
"""

from derive import *

n, m = dims("n m")
i, j, k = indices("i j k", n)
d = index("d", m)
z = vector("z", m)
h = family("h", n, of=z)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
t = vector("t", n)


@identity(D(Sum(p[k] * t[k], k), z[d]), equals=Sum((t[k] - Sum(t[j] * p[j], j)) * D(h[k], z[d]), k))
def expectation():
    """The claim alone."""
