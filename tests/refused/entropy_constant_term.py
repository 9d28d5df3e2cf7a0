r"""Entropy: the 1 of the product rule stays, though Σ ∂p = 0 takes it away.

Expected: refuted
Hint: dropped or added term: 1
Hint name: superfluous term
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(D(-Sum(p[k] * log(p[k]), k), h[j]), equals=-p[j] * (log(p[j]) + 1 - Sum(p[k] * log(p[k]), k)))
def gradient():
    """The right bracket is log p_j less its mean."""
