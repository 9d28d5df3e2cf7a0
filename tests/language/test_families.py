"""Families, variables, labels and definitions: what a page declares."""

import pytest
import sympy

from derive.language.binders import Sum
from derive.language.comparisons import cases
from derive.language.errors import IllFormed
from derive.language.families import (
    Definition,
    Entry,
    Family,
    define,
    definitions,
    depends,
    families,
    family,
    label,
    labels,
    matrix,
    scalar,
    vector,
)
from derive.language.functions import exp
from derive.language.indices import Index, dims, indices
from derive.language.names import declare, declared, declaring
from derive.language.places import equal

n, m = dims("n m")
i, j, k = indices("i j k", n)
d = indices("d", m)
z, x = vector("z", m), vector("x", n)
h = family("h", n, of=z)
t = family("t", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
q = define("q", k, p[k] * t[k])
c = scalar("c")


def test_words():
    assert z == Family("z", (m,))
    assert matrix("X", n, m, positive=True) == Family("X", (n, m), positive=True)
    assert h == Family("h", (n,), (z,))
    assert family("g", of=(x, z)).of == (x, z)
    assert scalar("c") == Entry(Family("c", ()))
    assert scalar("s", of=z, positive=True).family == Family("s", (), (z,), positive=True)
    assert label("y", n) == Entry(Family("y", (), values=n))
    assert labels("y", m, values=n) == Family("y", (m,), values=n)
    assert define("total", Sum(x[k], k)) == Entry(Definition("total", (), Sum(x[k], k)))


def test_a_family_is_all_that_was_declared():
    declarations = [
        Family("h", (n,)),
        Family("h", (m,)),
        Family("g", (n,)),
        Family("h", (n,), (z,)),
        Family("h", (n,), positive=True),
        Family("h", (n,), values=m),
        Definition("h", (k,), t[k]),
        Definition("h", (j,), t[j]),
    ]
    assert len(set(declarations)) == len(declarations)


def test_entries():
    X = matrix("X", n, m)
    assert (X[i, d].family, X[i, d].places) == (X, (i, d))
    assert X[2, 1].places == (2, 1)
    assert x[label("y", n)].places == (label("y", n),)
    assert x[labels("y", m, values=n)[d]].places[0].ranges_over == n
    assert X[i, d].doit() == sympy.IndexedBase("X", shape=(n.doit(), m.doit()))[i.doit(), d.doit()]
    assert c.doit() == sympy.Symbol("c", real=True)
    assert scalar("b", positive=True).doit().is_positive


def test_a_whole_letter_is_not_run_through():
    with pytest.raises(TypeError, match="x has as many entries as its dimension, which is not a number"):
        list(x)


def test_definitions_are_opened_without_capture():
    assert q.at((j,)) == p[j] * t[j]
    row = define("row", i, Sum(x[j] * x[i], j))
    assert row.at((j,)) == Sum(x[Index("j'", n)] * x[j], Index("j'", n))
    assert row.at((label("y", n),)) == Sum(x[j] * x[label("y", n)], j)


def test_what_an_expression_uses():
    assert definitions(q[i] + c) == {q, p}
    assert families(q[i] + c) == {h, t, c.family}
    assert families(Sum(x[labels("y", m, values=n)[d]], d)) == {x, labels("y", m, values=n)}


def test_what_depends_on_what():
    assert depends(h[k], z)
    assert depends(z[d], z)
    assert depends(q[k], z)
    assert depends(Sum(q[k], k), h)
    assert depends(q[k], p)
    assert not depends(t[k], z)
    assert not depends(h[k], x)
    assert not depends(h[k], p)
    assert p.of == q.of[1:] == (z,)
    assert q.of == (t, z)


ILL_FORMED = {
    "over a number": (lambda: family("h", 3), "h is declared over 3, which is no dimension"),
    "over an index": (lambda: vector("h", k), "h is declared over k, which is no dimension"),
    "of a number": (lambda: family("h", n, of=3), "h is declared to depend on 3, which is no variable"),
    "of an entry": (lambda: family("g", n, of=z[d]), "g is declared to depend on z_d, which is no variable"),
    "of a dependent": (lambda: family("g", n, of=h), "g is declared to depend on h, which is no variable"),
    "without a name": (lambda: scalar(""), "a name is one word"),
    "of two words": (lambda: vector("x y", n), "a name is one word, and 'x y' is written"),
    "too few indices": (lambda: matrix("X", n, m)[i], "X takes 2 indices, and is written with one index"),
    "too many indices": (lambda: x[i, j], "x takes one index, and is written with 2 indices"),
    "the other dimension": (lambda: x[d], "x runs over 1..n, and the index d written there over 1..m"),
    "a label of the other dimension": (lambda: x[label("y", m)], "x runs over 1..n, and the index y"),
    "defined at a number": (lambda: define("r", 1, t[1]), "r is defined at 1, which is no index"),
    "defined at one index twice": (lambda: define("r", k, k, t[k]), "r has one index twice on its left side"),
    "a label as a number": (lambda: define("r", k, Sum(label("y", n), k)), "y is a place, not a number"),
    "a label in cases": (
        lambda: define("r", k, cases((label("y", n), equal(k, 1)), t[k])),
        "y is a place, not a number",
    ),
    "a free index on the right": (
        lambda: define("r", k, t[k] * x[j] * x[i]),
        "the definition of r has a free index on its right side only: i, j",
    ),
    "three indices in matrix notation": (
        lambda: family("T", n, n, n).T.shape,
        "T has 3 indices and is no matrix",
    ),
}


@pytest.mark.parametrize(("write", "says"), ILL_FORMED.values(), ids=ILL_FORMED)
def test_ill_formed(write, says):
    with pytest.raises(IllFormed, match=says):
        write()


def test_one_letter_one_meaning():
    names = {}
    with declaring(names):
        assert vector("x", n) == vector("x", n)
        assert declared() is names
        for other in (
            lambda: vector("x", m),
            lambda: scalar("x"),
            lambda: indices("x", n),
            lambda: dims("x"),
        ):
            with pytest.raises(IllFormed, match="the name x is declared twice, as different things"):
                other()
        assert names == {"x": x}
    assert declared() == {}
    assert vector("x", m) == declare("x", Family("x", (m,))), "outside a page letters are free"
