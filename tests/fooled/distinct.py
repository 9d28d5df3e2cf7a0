"""F1: the index of a hypothesis or lemma is captured by the claim's i ≠ j."""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
t, h = vector("t", n), vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
L = define("L", -Sum(t[k] * log(p[k]), k))
y = label("y", n)
H = equation(t[k], delta(k, y))
P = (n - 1) * (n - 2) * (n - 3) * (n - 4) * (n - 5)


@identity(D(L, h[k]), equals=p[k], given=(H, distinct(k, y)))
def true_claim(line):
    "True; undecided."


@identity(D(L, h[k]), equals=0, given=(H, distinct(k, y)))
def false_claim(line):
    "False; the kernel proves it (the other voices object: disagreement)."


@identity(P * D(L, h[k]), equals=0, given=(H, distinct(k, y)))
def false_unseen(line):
    "False from n = 6 on; proved."


@identity(D(p[i], h[j]), equals=p[i] * (delta(i, j) - p[j]))
def jacobian(line):
    "True."


@identity(
    P * D(Sum(p[k], k), h[j]) + D(p[i], h[j]),
    equals=-P * Sum(p[k] * p[j], k) - p[i] * p[j],
    given=distinct(i, j),
)
def false_by_lemma(line):
    "False from n = 6 on: the sum is 0. Lemma used at k = j though i ≠ j."
    line(P * Sum(D(p[k], h[j]), k) + D(p[i], h[j]), by=linearity)
    line(by=using(jacobian) & given(distinct(i, j)))
