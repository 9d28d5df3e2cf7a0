r"""Layer norm: the derivative through the variance is dropped.

Expected: refuted
Line: 4
Hint: dropped term: − q_i q_j/(n s); holds only for n = 1
Hint name: term of the line before
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
x = vector("x", n)
eps = scalar("ε", positive=True)
u = define("u", Sum(x[k], k) / n)
v = define("v", Sum((x[k] - u) ** 2, k) / n)
s = define("s", sqrt(v + eps))
q = define("q", i, (x[i] - u) / s)


@identity(D(q[i], x[j]), equals=(delta(i, j) - 1 / n) / s)
def jacobian(line):
    line(D((x[i] - u) / s, x[j]), by=unfold(q))
    line(D(x[i] - u, x[j]) / s - (x[i] - u) * D(s, x[j]) / s**2, by=quotient_rule)
    line((delta(i, j) - 1 / n) / s - (x[i] - u) * D(s, x[j]) / s**2, by=differentiate & unfold(u))
    line(by=cancel)
