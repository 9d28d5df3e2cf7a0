r"""The Jacobian of x/‖x‖ without 1/‖x‖.

Expected: refuted
Line: 4
Hint: the factor 1/‖x‖ is missing
Hint name: missing factor
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
x = vector("x", n)
r = define("r", sqrt(Sum(x[k] ** 2, k)))
u = define("u", i, x[i] / r)


@identity(D(u[i], x[j]), equals=delta(i, j) - u[i] * u[j])
def jacobian(line):
    line(D(x[i] / r, x[j]), by=unfold(u))
    line(delta(i, j) / r - x[i] / r**2 * D(r, x[j]), by=quotient_rule)
    line(delta(i, j) / r - x[i] / r**2 * (x[j] / r), by=differentiate & unfold(r))
    line(by=fold(u))
