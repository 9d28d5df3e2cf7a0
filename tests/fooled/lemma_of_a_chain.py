"""A lemma that is proved by a chain holds where both its sides have a value: as a rule it may not be used elsewhere."""

from derive import *

s, t = scalar("s"), scalar("t")


@identity(sqrt(t**2), equals=exp(log(t)))
def lemma(line):
    "True: where log t has a value, t > 0."
    line(sqrt(exp(log(t)) ** 2), by=exp_log)
    line(by=algebra)


@identity(sqrt(t**2), equals=t)
def false_by_lemma(line):
    "False for t < 0."
    line(exp(log(t)), by=using(lemma))
    line(by=exp_log)


@identity(sqrt(t**2) * exp(log(t)), equals=t**2)
def true_by_lemma(line):
    "True: the left side has a value for t > 0 alone."
    line(exp(log(t)) ** 2, by=using(lemma))
    line(by=exp_log)
