"""The last term of a sum is split off where the sum is sure to have one."""

from derive.kernel.unfolding import split_off
from derive.language.binders import Span, Sum
from derive.language.families import vector
from derive.language.indices import Moved, dims, indices

n = dims("n")
s, t = indices("s t", n)
x = vector("x", n)
NEXT = Moved(t, 1)


def test_up_and_down():
    up = Span(x[s], s, (1, NEXT))
    assert split_off(up, t, NEXT) == Span(x[s], s, (1, t)) + x[t + 1]
    assert split_off(Span(x[s], s, (2, NEXT)), t, NEXT) == Span(x[s], s, (2, t)) + x[t + 1]
    down = Span(x[s], s, (t, n))
    assert split_off(down, NEXT, t) == x[t] + Span(x[s], s, (NEXT, n))
    assert split_off(Span(x[s], s, (1, 1)), 1, 1) == x[1]


def test_not_where_it_may_be_empty():
    late, other = Span(x[s], s, (3, NEXT)), Span(x[s], s, (1, Moved(t, 2)))
    assert split_off(late, t, NEXT) == late
    assert split_off(other, t, NEXT) == other
    nothing = Span(x[s - 1], s, (2, 1))
    assert split_off(nothing, 1, 1) == nothing


def test_not_where_the_index_is_another_sums_own():
    inner = Sum(Span(x[s], s, (2, NEXT)), (t, 0, n - 1))
    assert split_off(inner, t, NEXT) == inner
