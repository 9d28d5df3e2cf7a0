r"""Wrong index: p_k under Σ_j, where p_j was meant.

Expected: refuted
Exact: yes
Hint: index: p_j under the sum, not p_k
Hint name: index
"""

from derive import *

n, m = dims("n m")
i, j, k = indices("i j k", n)
d = index("d", m)
z = vector("z", m)
h = family("h", n, of=z)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(D(p[k], z[d]), equals=p[k] * (D(h[k], z[d]) - Sum(p[k] * D(h[j], z[d]), j)))
def jacobian():
    """The claim alone."""
