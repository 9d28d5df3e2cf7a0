"""Hypotheses."""

from derive import *

n, m = dims("n m")
i, j, k = indices("i j k", n)
d = index("d", m)
x, y = vector("x", n), vector("y", n)
q = vector("q", n, positive=True)
z = vector("z", m)
h = family("h", n, of=z)


@identity(Sum(y[k], k), equals=n, given=(onehot(y), positive(y)))
def onehot_and_positive(line):
    "True: only n = 1 satisfies both."


@identity(Sum(q[k], k), equals=n, given=onehot(q))
def onehot_declared_positive(line):
    "True: only n = 1 satisfies both."


@identity(exp(log(x[i]) * 2), equals=exp(2 * y[i]), given=equation(log(x[k]), y[k]))
def hypothesis_log(line):
    "True."


@identity(Sum(h[k] * D(log(h[k]), z[d]), k), equals=0, given=(normalised(h), positive(h)))
def score_has_mean_zero(line):
    "True: h is normalised at every z."


@identity(Sum(D(h[k], z[d]), k), equals=0, given=normalised(h))
def sum_of_slopes(line):
    "True."
