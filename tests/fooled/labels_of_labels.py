"""A label taken at a label: δ_{Y_y,y}."""

from derive import *

n = dims("n")
i, k = indices("i k", n)
x = vector("x", n)
y = label("y", n)
Y = labels("Y", n, values=n)


@identity(delta(Y[y], y) * x[y], equals=delta(Y[y], y) * x[Y[y]])
def either_name(line):
    "True."


@identity(delta(Y[y], y) * x[y], equals=delta(Y[y], y) * x[Y[Y[y]]])
def twice(line):
    "True."


@identity(delta(Y[y], y) * x[y], equals=x[Y[y]])
def without_it(line):
    "False."


@identity(Sum(delta(k, Y[y]) * x[k], k), equals=x[Y[y]])
def picked(line):
    "True."
