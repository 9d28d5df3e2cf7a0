r"""The Jacobian of x/‖x‖ without 1/‖x‖.

Expected: refuted
Line: 2
Hint: the factor 1/‖x‖ is missing
"""

from derive import D, Sum, define, delta, dims, identity, indices, sqrt, vector
from derive.derivation.reasons import differentiate, unfold

n = dims("n")
i, j, k = indices("i j k", n)
x = vector("x", n)
r = define("r", sqrt(Sum(x[k] ** 2, k)))
u = define("u", i, x[i] / r)


@identity(D(u[i], x[j]), equals=delta(i, j) - u[i] * u[j])
def jacobian(line):
    line(delta(i, j) / r - x[i] * x[j] / r**3, by=differentiate & unfold(u) & unfold(r))
    line(by=unfold(u))
