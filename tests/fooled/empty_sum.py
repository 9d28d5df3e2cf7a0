"""What is left out of a sum of one: where n − 1 = 0 the proof says nothing."""

from derive import *

n = dims("n")
j, k = indices("j k", n)
s = scalar("s")
x = vector("x", n)


@identity(Sum(s / (n - 1), k, without=j), equals=s)
def mean_of_the_others(line):
    "True where n − 1 ≠ 0."


@identity(Sum(s / n, k, without=j), equals=s)
def wrong_count(line):
    "False: it is (n − 1) s / n."


@identity(Sum((Sum(x[k], k) - x[j]) / (n - 1), j), equals=Sum(x[k], k))
def leave_one_out(line):
    "True where n − 1 ≠ 0."
