"""A lemma's hypothesis, granted at one place only."""

from derive import *

n = dims("n")
i, j, k, l = indices("i j k l", n)
A = matrix("A", n, n)
x, t = vector("x", n), vector("t", n)


@identity(A[k, l], equals=x[k] + 0 * x[l], given=equation(A[i, j], x[i]))
def lemma(line):
    "A_kl = x_k, where A_ij = x_i for all i, j."


@identity(A[k, l] + A[i, j], equals=x[k] + 0 * x[l] + A[i, j], given=(equation(A[i, j], x[j]), equal(i, j)))
def false_by_lemma(line):
    "False: A_kl = x_l."
    line(by=using(lemma))


P = n * 0 + (n - 1) * (n - 2) * (n - 3) * (n - 4) * (n - 5)


@identity(
    P * A[k, l] + A[i, j],
    equals=P * (x[k] + 0 * x[l]) + A[i, j],
    given=(equation(A[i, j], x[j]), equal(i, j)),
)
def false_unseen(line):
    "False from n = 6 on."
    line(by=using(lemma))
