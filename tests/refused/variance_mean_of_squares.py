r"""Mean of squares for square of the mean: Σ p t² − Σ p² t².

Expected: refuted
Exact: yes
Hint: (Σ p t)² was meant; holds only for n = 1
Hint name: two sums
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
t = vector("t", n)


@identity(
    Sum(p[k] * (t[k] - Sum(p[j] * t[j], j)) ** 2, k),
    equals=Sum(p[k] * t[k] ** 2, k) - Sum((p[k] * t[k]) ** 2, k),
)
def variance():
    """The square of the mean is a double sum."""
