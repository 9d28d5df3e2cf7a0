"""An identity is used where it speaks of the letters at hand, and nowhere else."""

import pytest

from derive.derivation.instances import foreign_letter
from derive.derivation.reasons import using
from derive.derivation.steps import check_step
from derive.language.binders import Sum
from derive.language.derivatives import D
from derive.language.families import define, family, label, matrix, scalar, vector
from derive.language.functions import exp, log
from derive.language.indices import dims, indices
from derive.language.page import identity

n, m = dims("n m")
i, j, k = indices("i j k", n)
d = indices("d", m)
x, y, z = vector("x", n), vector("y", n), vector("z", m)
W = matrix("W", n, m)
h = family("h", n, of=z)
c, s = scalar("c"), scalar("s")
b = family("b", n, positive=True)


def softargmax(of):
    return define("p", k, exp(of[k]) / Sum(exp(of[j]), j))


def slope(p, of):
    return p[k] * (D(of[k], z[d]) - Sum(p[j] * D(of[j], z[d]), j))


p = softargmax(h)


@identity(D(p[k], z[d]), equals=slope(p, h))
def jacobian():
    pass


@identity(D(c * h[k], z[d]), equals=c * D(h[k], z[d]))
def scaled():
    pass


@identity(log(b[k] ** 2), equals=2 * log(b[k]))
def square():
    pass


product = define("q", k, x[k] * y[k] * c + s)


@identity(product[k] - s, equals=x[k] * y[k] * c)
def less():
    pass


linear = define("h", k, Sum(W[k, d] * z[d], d))
COVERED = {
    "the same letters": (D(p[k], z[d]), slope(p, h), jacobian),
    "h defined": (D(softargmax(linear)[k], z[d]), slope(softargmax(linear), linear), jacobian),
    "h declared to depend on more": (
        D(softargmax(family("h", n, of=(z, x)))[k], z[d]),
        slope(softargmax(family("h", n, of=(z, x))), family("h", n, of=(z, x))),
        jacobian,
    ),
    "other letters beside": (D(p[k], z[d]) * scalar("e"), slope(p, h) * scalar("e"), jacobian),
}
FOREIGN = {
    "p defined otherwise": (
        D(define("p", k, exp(2 * h[k]) / Sum(exp(h[j]), j))[k], z[d]),
        slope(define("p", k, exp(2 * h[k]) / Sum(exp(h[j]), j)), h),
        jacobian,
        "p",
    ),
    "p not defined": (D(family("p", n, of=z)[k], z[d]), slope(family("p", n, of=z), h), jacobian, "p"),
    "c depends on z": (
        D(scalar("c", of=z) * h[k], z[d]),
        scalar("c", of=z) * D(h[k], z[d]),
        scaled,
        "c",
    ),
    "h over the other dimension": (
        D(scalar("c") * family("h", m, of=z)[d], z[d]),
        scalar("c") * D(family("h", m, of=z)[d], z[d]),
        scaled,
        "h",
    ),
    "b not positive": (log(vector("b", n)[k] ** 2), 2 * log(vector("b", n)[k]), square, "b"),
    "a sum bracketed otherwise": (
        define("q", k, x[k] * y[k] + c + s)[k] - s,
        x[k] * y[k] * c,
        less,
        "q",
    ),
    "at another index": (define("q", j, x[j] * y[j] * c + s)[k] - s, x[k] * y[k] * c, less, "q"),
}


@pytest.mark.parametrize(("before", "after", "lemma"), COVERED.values(), ids=COVERED)
def test_covered(before, after, lemma):
    assert foreign_letter((lemma.left, lemma.right), (before, after)) is None
    assert check_step(before, after, using(lemma)).proved


@pytest.mark.parametrize(("before", "after", "lemma", "letter"), FOREIGN.values(), ids=FOREIGN)
def test_foreign(before, after, lemma, letter):
    assert foreign_letter((lemma.left, lemma.right), (before, after)) == letter
    step = check_step(before, after, using(lemma))
    assert not step.proved
    assert step.missing in (None, (f"{lemma.id} speaks of another {letter}",))


def test_a_label_is_no_number():
    numbers, places = (identity(x[1] * c, equals=c * x[1])(lambda: None), label("c", n))
    assert foreign_letter((numbers.left,), (x[places],)) == "c"
