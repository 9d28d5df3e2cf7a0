"""Networks of many layers: their gradients are proved with the layers' values as letters, in a moment."""

import pytest

from derive import *
from derive.kernel import Openings, Proof, Residual, prove
from derive.kernel.sharing import shared
from derive.language.families import Definition

n = dims("n")
i, j, d, e = indices("i j d e", n)
x, t = vector("x", n), vector("t", n)
SLOPES = {
    "tanh": lambda h, a: 1 - h[i] ** 2,
    "logistic": lambda h, a: h[i] * (1 - h[i]),
    "relu": lambda h, a: step(a[i]),
}


def network(act, layers):
    """∂L/∂W₁ of so many layers, and the errors g_l that backpropagation computes."""
    weights = [matrix(f"W{layer}", n, n) for layer in range(1, layers + 1)]
    values, sums, last = [], [], x
    for layer, weight in enumerate(weights, 1):
        sums.append(define(f"a{layer}", i, Sum(weight[i, j] * last[j], j)))
        last = define(f"h{layer}", i, act(sums[-1][i]))
        values.append(last)
    loss = define("L", Sum((last[i] - t[i]) ** 2, i) / 2)
    slope = SLOPES[act.name]
    error = define(f"g{layers}", i, (last[i] - t[i]) * slope(last, sums[-1]))
    for layer in range(layers - 1, 0, -1):
        back = Sum(weights[layer][j, i] * error[j], j)
        error = define(f"g{layer}", i, slope(values[layer - 1], sums[layer - 1]) * back)
    return D(loss, weights[0][d, e]), error


@pytest.mark.parametrize("act", [tanh, logistic, relu], ids=str)
@pytest.mark.parametrize("layers", [2, 4, 8])
def test_backpropagation(act, layers):
    gradient, error = network(act, layers)
    found = prove(gradient, error[d] * x[e])
    assert isinstance(found, Proof)
    assert {f"h{layer}" for layer in range(1, layers + 1)} <= found.definitions
    assert len(found.conditions) == (layers if act is relu else 0)


@pytest.mark.parametrize("act", [tanh, logistic, relu], ids=str)
@pytest.mark.parametrize("layers", [2, 8])
def test_wrong_gradients(act, layers):
    gradient, error = network(act, layers)
    for wrong in (error[e] * x[d], -error[d] * x[e])[: 3 - layers // 4]:
        assert isinstance(prove(gradient, wrong), Residual)


def test_what_cannot_be_shown_in_letters_is_tried_as_before():
    """tanh written out is no letter, and equal all the same."""
    a = define("a", i, Sum(matrix("A", n, n)[i, j] * x[j], j))
    h = define("h", i, tanh(a[i]))
    both = define("b", i, h[i] * exp(a[i]))
    written = 1 - 2 / (exp(2 * a[i]) + 1)
    assert isinstance(prove(D(both[i], x[d]), D(written * exp(a[i]), x[d])), Proof)


def test_one_definition_needs_no_letters():
    p = define("p", i, exp(x[i]) / Sum(exp(x[j]), j))
    assert shared(D(p[i], x[d]), p[i] * (delta(i, d) - p[d]), lambda _: True) is None


def test_letters_do_not_hide_what_moves():
    """A closed definition keeps its derivative: it is not taken for a constant."""
    a = define("a", i, x[i] ** 2)
    h = define("h", i, exp(a[i]))
    f = define("f", Sum(h[i] * a[i], i))
    assert isinstance(prove(D(f, x[d]), 2 * x[d] * h[d] * (a[d] + 1)), Proof)
    assert isinstance(prove(D(f, x[d]), 2 * x[d] * h[d] * a[d]), Residual)
    closed = Openings(definitions=frozenset({"f", "h"}))
    assert isinstance(prove(D(f, x[d]), 2 * x[d] * h[d] * (a[d] + 1), closed), Residual)


def test_a_factor_is_one_letter_wherever_it_stands():
    a = define("a", i, x[i] ** 3)
    h = define("h", i, tanh(a[i]))
    f = define("f", Sum((h[i] - t[i]) ** 2, i))
    made = shared(D(f, x[d]), (h[d] - t[d]) * x[d], lambda _: True)
    assert made is not None
    assert not any(isinstance(each, Definition) for each in made.made)
    assert made.depth == 3
