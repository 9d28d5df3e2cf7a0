"""Sums with what does not depend on their index before them: the same value, in fewer steps."""

import random
from itertools import pairwise

import pytest

from derive import Sum, cases, define, dims, equal, indices, matrix, relu, step, vector
from derive.language.claims import Identity
from derive.language.derivatives import D
from derive.values.apart import apart
from derive.values.drawing import sample
from derive.values.exact import Exact
from derive.values.numbers import Undefined
from derive.values.steps import Steps
from derive.values.survey import Survey
from derive.verdict import check

n = dims("n")
LETTERS = i, j, k, l, a, b, c, d = indices("i j k l a b c d", n)
x, y, t = vector("x", n), vector("y", n), vector("t", n)
A, B = matrix("A", n, n), matrix("B", n, n)


@pytest.mark.parametrize(
    ("written", "made"),
    [
        (Sum(x[i] * y[j], i), "y_j Σ_i x_i"),
        (Sum(x[i] * A[i, k] * B[k, l] * y[j], i, k, l), "y_j Σ_i x_i Σ_k A_ik Σ_l B_kl"),
        (Sum(x[i] * Sum(A[i, k] * y[j], k), i), "y_j Σ_i x_i Σ_k A_ik"),
        (Sum(x[i] * y[j], i, without=j), "y_j Σ_{i≠j} x_i"),
        (Sum(x[i] * A[i, j], i), None),
        (Sum(x[i] + y[j], i), None),
        (Sum(y[j], i), None),
        (Sum(x[i] * Sum(A[i, k] * y[i], k), i), None),
    ],
)
def test_what_does_not_depend_on_the_index_stands_before_the_sum(written, made):
    found = apart(written)
    assert (None if found is None else str(found)) == made
    again = written.func(*written.args)  # equal, and not the same object
    assert apart(again) == found


@pytest.mark.parametrize(
    "written",
    [
        Sum(x[i] * A[i, k] * B[k, l] * y[j], i, k, l),
        Sum(x[i] * Sum(A[i, k] * y[j] * step(Sum(B[k, l] * y[l], l)), k, without=i), i),
        Sum(x[i] * y[j], i, without=j) * Sum(A[i, j] * x[j], i),
        Sum(x[i] * cases((y[j], equal(i, j)), x[j]) * y[j], i),
        Sum(Sum(A[1, k] * B[k, i], k) * A[2, i], i) + Sum(Sum(A[1, k] * B[k, i], k) * A[2, i], i),
    ],
    ids=str,
)
def test_the_value_is_the_same(written):
    numbers, _ = sample(Survey(written, written), {n: 3}, random.Random(1))
    for place in (1, 2, 3):
        term_by_term = Exact(numbers)
        term_by_term._sum = term_by_term._terms
        assert Exact(numbers).value(written, {j: place}) == term_by_term.value(written, {j: place})


def test_eight_sums_in_one_another_take_few_steps():
    walk = [A[one, other] for one, other in pairwise(LETTERS)]
    product = x[i]
    for factor in walk:
        product = product * factor
    whole = Sum(product * y[d], *LETTERS)
    numbers, _ = sample(Survey(whole, whole), {n: 3}, random.Random(1))
    assert Exact(numbers, Steps(500)).value(whole, {}) != 0


def test_a_factor_without_a_value_has_none_before_an_empty_sum():
    written = Sum(x[i] * (1 / Sum(y[k], k, without=j)), i, without=j)
    numbers, _ = sample(Survey(written, written), {n: 1}, random.Random(1))
    with pytest.raises(Undefined):
        Exact(numbers).value(written, {j: 1})


@pytest.mark.parametrize(("layers", "wrong"), [(8, False), (4, True)])
def test_layers_of_relu_are_judged(layers, wrong):
    """Their conditions, written out, are sums over all paths through the layers."""
    weights = [matrix(f"W{layer}", n, n) for layer in range(layers)]
    sums, last = [], x
    for number, weight in enumerate(weights):
        sums.append(define(f"a{number}", i, Sum(weight[i, j] * last[j], j)))
        last = define(f"h{number}", i, relu(sums[-1][i]))
    loss = define("L", Sum((last[i] - t[i]) ** 2, i) / 2)
    error = define(f"g{layers - 1}", i, (last[i] - t[i]) * step(sums[-1][i]))
    for number in range(layers - 2, -1, -1):
        slope = step(sums[number + (wrong and number == 1)][i])
        error = define(f"g{number}", i, slope * Sum(weights[number + 1][j, i] * error[j], j))
    sides = D(loss, weights[0][a, b]), error[a] * x[b]
    found = check(Identity("layers", "layers", *sides, sides, ()), hints=False, time_limit=60)
    assert found.verdict == ("refuted" if wrong else "proved")
