r"""Sign of a part: the penalty's gradient subtracted.

Expected: refuted
Hint: sign of the third term
Hint name: sign
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
y = vector("y", n)
b = scalar("b")


@identity(
    D(-Sum(y[k] * log(p[k]), k) + b / 2 * Sum(h[k] ** 2, k), h[j]),
    equals=p[j] - y[j] - b * h[j],
    given=normalised(y),
)
def gradient():
    """b h_j is added."""
