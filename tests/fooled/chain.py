"""A chain whose middle lines have a value only where s > -100."""

from derive import *

s = scalar("s")
n = dims("n")
k, j = indices("k j", n)
x = vector("x", n)


@identity(sqrt((s + 100) ** 2), equals=s + 100)
def root(line):
    "False for s < -100."
    line(sqrt(exp(log(s + 100)) ** 2), by=exp_log)
    line(exp(log(s + 100)), by=algebra)
    line(by=exp_log)


@identity(D(sqrt((s + 100) ** 2), s), equals=1)
def slope(line):
    "False for s < -100."
    line((s + 100) / sqrt((s + 100) ** 2), by=differentiate)
    line((s + 100) / sqrt(exp(log(s + 100)) ** 2), by=exp_log)
    line((s + 100) / exp(log(s + 100)), by=algebra)
    line(by=exp_log)


@identity(Sum(sqrt((x[k] + 100) ** 2), k), equals=Sum(x[k], k) + 100 * n)
def root_sum(line):
    "False for x_k < -100."
    line(Sum(sqrt(exp(log(x[k] + 100)) ** 2), k), by=exp_log)
    line(Sum(exp(log(x[k] + 100)), k), by=algebra)
    line(by=exp_log)


@identity(sqrt((s + 100) ** 2), equals=s + 100)
def direct(line):
    "The same in one line."


@identity(log((s + 100) ** 2), equals=2 * log(s + 100))
def logs(line):
    "True where both sides have a value."
    line(log(exp(log(s + 100)) ** 2), by=exp_log)
    line(by=exp_log)
