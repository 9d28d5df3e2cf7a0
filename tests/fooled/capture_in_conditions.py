"""Sisters of the capture by a condition: in labels, in a definition, in a hypothesis of two indices."""

from derive import *

n = dims("n")
i, j, k, l = indices("i j k l", n)
x, t = vector("x", n), vector("t", n)
A = matrix("A", n, n)
y, c = label("y", n), label("c", n)
q = define("q", k, delta(k, y) * x[k])


@identity(Sum(q[k], k) * x[k], equals=x[y] * x[k], given=distinct(k, y))
def definition_at_other_places(line):
    "True: the k of the definition and of the sum is not the k that is not y."


@identity(Sum(q[k], k) * x[k], equals=0 * x[k], given=distinct(k, y))
def definition_captured(line):
    "False."


@identity(Sum(t[k], k) + t[k], equals=1, given=(equation(t[k], delta(k, y)), distinct(k, y)))
def summed_hypothesis(line):
    "True."


@identity(t[i] * t[j], equals=0, given=(equation(t[k], delta(k, y)), distinct(i, j)))
def two_places(line):
    "True: t is 1 at one place alone."


@identity(t[i], equals=0, given=(equation(t[i], delta(i, y)), equal(i, c), distinct(c, y)))
def label_elsewhere(line):
    "True."


@identity(
    A[k, l] + A[i, j],
    equals=x[k] + 0 * x[l] + x[j],
    given=(equation(A[i, j], delta(i, j) * x[i]), equal(i, j)),
)
def equal_indices_captured(line):
    "False: A is diagonal."


@identity(A[i, j], equals=x[i], given=(equation(A[k, l], delta(k, l) * x[k]), equal(i, j)))
def equal_indices(line):
    "True."


@identity(
    Sum(A[i, k] * x[k], k) + A[i, j],
    equals=x[i] ** 2,
    given=(equation(A[i, j], delta(i, j) * x[i]), distinct(i, j)),
)
def summed_where_distinct(line):
    "True."
