"""Dimensions, indices over them, and what may stand as an index."""

import pytest
import sympy
from sympy import Integer, Rational

from derive.language.errors import IllFormed
from derive.language.families import label, labels, vector
from derive.language.indices import Dim, Index, dims, index, indices, ranges_over, same_range

n, m = dims("n m")
j, k = indices("j k", n)
x = vector("x", n)
L, y = labels("L", m, values=n), label("y", n)
e = index("e", m)


def test_one_or_several():
    assert dims("n") == Dim("n")
    assert dims("n m") == (Dim("n"), Dim("m"))
    assert index("k", n) == indices("k", n) == Index("k", n)
    assert indices("j  k", n) == (Index("j", n), Index("k", n))


def test_an_index_is_its_name_and_its_dimension():
    assert Index("k", n) == k
    assert Index("k", m) != k
    assert len({Index("k", n), Index("k", m), k}) == 2
    assert Dim("k") != k
    assert (k.name, k.dim, k.ranges_over, k.free_symbols) == ("k", n, n, {k})


def test_plain_symbols_count_from_one():
    assert n.doit() == sympy.Symbol("n", integer=True, positive=True)
    assert k.doit() == sympy.Symbol("k", integer=True, positive=True)


def test_what_an_index_runs_over():
    assert ranges_over(k) == n
    assert ranges_over(Integer(4)) is None
    assert ranges_over(y) == n
    assert ranges_over(L[e]) == n
    same_range(k, y)
    same_range(k, Integer(7))
    same_range(Integer(1), L[e])


NO_INDEX = {
    "zero": (lambda: ranges_over(Integer(0)), "indices count from 1, and 0 is written"),
    "a negative number": (lambda: x[-1], "indices count from 1, and -1 is written"),
    "a fraction": (lambda: x[Rational(1, 2)], "1/2 stands where an index should"),
    "an entry": (lambda: x[x[k]], "x_k stands where an index should"),
    "another dimension": (lambda: x[m], "x runs over 1..n, and the index m written there over 1..m"),
    "a sum of two": (lambda: x[k + k], "k . k stands where an index should"),
    "twice an index": (lambda: x[2 * k], "2 k stands where an index should"),
    "an index of another dimension": (lambda: same_range(k, e), r"k runs over 1..n but e over 1..m"),
    "no dimension": (lambda: index("k", 3), "index k needs a dimension, not 3"),
    "a dimension's name": (lambda: index("k", "n"), "index k needs a dimension, not 'n'"),
    "no name": (lambda: dims(" "), "no name is written"),
    "an empty name": (lambda: Dim(""), "a name is one word, and '' is written"),
    "two words": (lambda: index("j k", n), "a name is one word, and 'j k' is written"),
    "a number for a name": (lambda: Dim(3), "a name is one word, and 3 is written"),
}


@pytest.mark.parametrize(("write", "says"), NO_INDEX.values(), ids=NO_INDEX)
def test_no_index(write, says):
    with pytest.raises(IllFormed, match=says):
        write()
