"""Orthonormal rows."""

from derive import *

n = dims("n")
i, j, k, l = indices("i j k l", n)
S = matrix("S", n, n)
A = matrix("A", n, n)
x = vector("x", n)


@identity(
    Sum(Sum(S[i, k] * x[i], i) ** 2, k),
    equals=Sum(x[i] ** 2, i),
    given=equation(Sum(S[i, k] * S[j, k], k), delta(i, j)),
)
def isometry(line):
    "x"


@identity(D(x.T @ A @ x, x), equals=2 * (A @ x), given=equation(A[i, j], A[j, i]))
def symmetric_gradient(line):
    "x"


@identity(Sum(A[k, k], k) + Sum(x[k], k), equals=Sum(x[k] + A[k, k], k), given=equation(A[i, j], A[j, i]))
def symmetric_not_needed(line):
    "x"
