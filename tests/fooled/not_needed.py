"""A hypothesis that the proof needs through a lemma is reported as not needed."""

from derive import *

n = dims("n")
i, j, k, l = indices("i j k l", n)
A = matrix("A", n, n)
x = vector("x", n)
H = equation(A[i, j], x[i])


@identity(A[k, l] + 0 * x[l], equals=x[k] + 0 * x[l], given=H)
def lemma(line):
    "True."


@identity(sqrt((A[k, l] + 100) ** 2) + 0 * x[l], equals=x[k] + 100 + 0 * x[l], given=H)
def needs_it(line):
    "Needs A_ij = x_i; the report says it does not."
    line(sqrt((x[k] + 100) ** 2) + 0 * x[l], by=using(lemma))
    line(sqrt(exp(log(x[k] + 100)) ** 2) + 0 * x[l], by=exp_log)
    line(exp(log(x[k] + 100)) + 0 * x[l], by=algebra)
    line(by=exp_log)
