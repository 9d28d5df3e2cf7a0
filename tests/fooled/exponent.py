"""Elo."""

from sympy import Rational

from derive import *

a, b = scalar("a"), scalar("b")
n = dims("n")
i, j = indices("i j", n)
h = vector("h", n)


@identity(
    Rational(10) ** (a / 400) / (Rational(10) ** (a / 400) + Rational(10) ** (b / 400)),
    equals=logistic((a - b) * log(Rational(10)) / 400),
)
def elo(line):
    "x"


@identity(Rational(10) ** (a / 400), equals=exp(a * log(Rational(10)) / 400))
def small(line):
    "x"


@identity(Rational(10) ** a, equals=exp(a * log(Rational(10))))
def smaller(line):
    "x"


@identity(Rational(2) ** a, equals=exp(a * log(Rational(2))))
def two(line):
    "x"
