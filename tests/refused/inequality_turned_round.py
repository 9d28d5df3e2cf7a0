r"""An inequality turned round: Σ p² ≥ 1, where Σ p² ≤ 1.

Expected: refuted
Exact: yes
Hint: the sides are swapped; holds only for n = 1
Hint name: size
"""

from derive import *

n = dims("n")
j, k = indices("j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(Sum(p[k] ** 2, k), at_least=1)
def purity():
    """1/n ≤ Σ p² ≤ 1."""
