"""An inequality holds where all its lines have a value; the sign is read where the first has one."""

from derive import *

n = dims("n")
k = index("k", n)
s = scalar("s")
x = vector("x", n)


@identity(s + 100, exceeds=0)
def by_exp_and_log(line):
    "False for s < −100."
    line(exp(log(s + 100)), by=exp_log)


@identity(Sum(x[k] + 100, k), at_least=0)
def in_a_sum(line):
    "False for x_k < −100."
    line(Sum(exp(log(x[k] + 100)), k), by=exp_log)


@identity(s**2 - log(s) + log(s), at_least=0)
def true_where_it_has_a_value(line):
    "True."
    line(s**2, by=algebra)
