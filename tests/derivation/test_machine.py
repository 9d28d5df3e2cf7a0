"""The machine's own derivation of every gradient in the catalogue ends in the right side of the page."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import permutations
from typing import Any

import pytest
from sympy import Basic, Expr, Rational

from derive import D, Sum, define, dims, distinct, exp, indices, log, matrix, normalised, vector
from derive.catalogue import load
from derive.derivation.machine import derive_lines
from derive.derivation.steps import check_step
from derive.kernel import Limits, Openings, Proof, prove
from derive.kernel.terms import Undecided
from derive.language.binders import Cases, Delta, walk
from derive.language.claims import Identity
from derive.language.derivatives import Derivative
from derive.language.expressions import Neg, Plus, Power, Quotient, Times
from derive.language.families import Definition, Entry, definitions
from derive.language.functions import Call
from derive.language.indices import Index
from derive.language.matrices import Whole
from derive.language.page import Page
from derive.language.places import Distinct, Equal
from derive.language.recurrences import recurrences
from derive.language.typeset import text
from derive.targets import subjects

PAGES = [load(name) for name in subjects()[0].pages]
"""Those of the documents that the catalogue starts from, whose words the machine is to find."""

OTHERS = [load(name) for subject in subjects()[1:] for name in subject.pages]


def is_gradient(claim: object) -> bool:
    """Whether the claim carries a derivative out to the end, in index notation and not by cases."""
    if not isinstance(claim, Identity) or (claim.relation, claim.expected) != ("=", "proved"):
        return False
    if not isinstance(claim.left, Derivative) or isinstance(claim.stated[0], Whole):
        return False
    return not any(isinstance(node, Cases) for node in walk(claim.right)) and is_carried_out(claim.right)


def is_carried_out(expression: Expr) -> bool:
    """Whether all that is still differentiated are given families."""
    bodies = [node.body for node in walk(expression) if isinstance(node, Derivative)]
    return all(isinstance(body, Entry) and not isinstance(body.family, Definition) for body in bodies)


GRADIENTS = [
    pytest.param(page, claim, id=claim.id)
    for page in PAGES
    for claim in page.identities.values()
    if is_gradient(claim)
]


ELSEWHERE = [
    pytest.param(claim, id=claim.id)
    for page in OTHERS
    for claim in page.identities.values()
    if is_gradient(claim) and not recurrences(claim.left)
]
RECURRENCES = [
    pytest.param(claim, id=claim.id)
    for page in OTHERS
    for claim in page.identities.values()
    if is_gradient(claim) and recurrences(claim.left)
]


# expressions compared as trees, up to the order of factors and terms and the names of bound indices


def tree(node: Basic, names: dict[Basic, Any]) -> Any:
    """The node as nested tuples; `names` says what stands for an index."""
    if is_product(node):
        return product_tree(node, names)
    if node in names or not node.args:
        return str(names.get(node, node))
    parts = [tree(part, names) for part in node.args]
    return type(node).__name__, *(sorted(parts, key=str) if isinstance(node, Plus | Delta) else parts)


def is_product(node: Basic) -> bool:
    whole_power = isinstance(node, Power) and node.args[1].is_Integer
    plain_sum = isinstance(node, Sum) and not node.without
    return isinstance(node, Times | Quotient | Neg | Rational) or whole_power or plain_sum


def product_tree(node: Basic, names: dict[Basic, Any]) -> Any:
    """A product: its number, its sum signs and its other factors, wherever among them the sum signs stand."""
    bound: list[Index] = []
    number, parts = Fraction(1), []
    for base, exponent in factors(node, 1, bound, len(names)):
        if isinstance(base, Rational):
            number *= Fraction(int(base.p), int(base.q)) ** exponent
        else:
            parts.append((base, exponent))
    orders = (dict(zip(order, range(len(names), 99), strict=False)) for order in permutations(bound))
    best = min((ordered(parts, {**names, **order}) for order in orders), key=str)
    return "·", number, sorted(index.dim.name for index in bound), best


def ordered(parts: list[tuple[Basic, int]], names: dict[Basic, Any]) -> list[Any]:
    return sorted(((tree(base, names), exponent) for base, exponent in parts), key=str)


def factors(node: Basic, exponent: int, bound: list[Index], depth: int) -> Iterator[tuple[Any, int]]:
    """Bases and exponents, out of products, quotients, signs, powers and sums."""
    match node:
        case Times():
            for factor in node.args:
                yield from factors(factor, exponent, bound, depth)
        case Quotient(args=(above, below)):
            yield from factors(above, exponent, bound, depth)
            yield from factors(below, -exponent, bound, depth)
        case Neg(args=(inner,)):
            yield Rational(-1), exponent
            yield from factors(inner, exponent, bound, depth)
        case Power(args=(base, power)) if power.is_Integer:
            yield from factors(base, exponent * int(power), bound, depth)
        case Sum() if exponent == 1 and is_product(node):
            bound.append(Index(f"bound_{depth}_{len(bound)}", node.bound.dim))
            yield from factors(node.body.xreplace({node.bound: bound[-1]}), exponent, bound, depth)
        case _:
            yield node, exponent


def same_tree(one: Expr, other: Expr, claim: Identity | None = None) -> bool:
    """Whether the two are one tree; indices that the claim's hypotheses make equal are one index."""
    names: dict[Basic, Any] = {}
    for hypothesis in claim.given if claim else ():
        if isinstance(hypothesis, Equal) and not isinstance(hypothesis, Distinct):
            names[hypothesis.args[0]] = names[hypothesis.args[1]] = "same"
    return bool(tree(one, names) == tree(other, names))


n, m = dims("n m")
i, j, k = indices("i j k", n)
d = indices("d", m)
h, t, y, X = vector("h", n), vector("t", n), vector("y", n), matrix("X", n, n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


def test_trees_differ_only_where_they_should() -> None:
    assert same_tree(t[k] * (p[k] - y[k]), (-y[k] + p[k]) * t[k])
    assert same_tree(Sum(t[k] * Sum(y[j], j), k), Sum(y[k] * t[j], j, k))
    assert same_tree(t[k] / p[k], 1 / p[k] * t[k])
    assert not same_tree(Sum(t[k] * y[k], k), Sum(t[k], k) * Sum(y[k], k))
    assert not same_tree(t[k] - y[k], y[k] - t[k])
    assert not same_tree(2 * t[k], t[k])
    assert not same_tree(t[j], t[k])
    assert not same_tree(Sum(t[k] - Sum(X[k, j], j), k), Sum(t[k] - Sum(X[j, j], j), k))
    assert same_tree(Sum(t[k] - Sum(X[k, j], j), k), Sum(t[j] - Sum(X[j, k], k), j))
    assert not same_tree(t[k] * (p[k] - y[k]), t[k] * p[k] - t[k] * y[k])


# the catalogue


@pytest.mark.parametrize(("page", "claim"), GRADIENTS)
def test_ends_in_the_stated_right_side(page: Page, claim: Identity) -> None:
    """From the left side alone, in the words of the right side: the page's own line, and every line holds."""
    words = [node for node in walk(claim.right) if isinstance(node, Definition)]
    lines = derive_lines(claim.left, words, claim.given)
    assert lines
    assert same_tree(lines[-1].expression, claim.right, claim), text(lines[-1].expression)
    before = claim.left
    for line in lines:
        assert check_step(before, line.expression, line.by, claim.given).proved, text(line.expression)
        before = line.expression


@pytest.mark.parametrize(
    ("page", "claim"),
    [
        pytest.param(*each.values, id=each.id, marks=pytest.mark.slow) if number % 3 else each
        for number, each in enumerate(GRADIENTS)
    ],
)
def test_speaks_in_the_words_of_the_page(page: Page, claim: Identity) -> None:
    """With all the page's definitions for words: no exp is left where the page has a name for it."""
    end = derive_lines(claim.left, page.definitions, claim.given)[-1].expression
    assert is_carried_out(end)
    assert isinstance(prove(claim.left, end, Openings(hypotheses=claim.given)), Proof)
    calls = {node.function.name for node in walk(end) if isinstance(node, Call)}
    stated = {node.function.name for node in walk(claim.right) if isinstance(node, Call)}
    assert calls <= stated


@pytest.mark.slow
@pytest.mark.parametrize("claim", ELSEWHERE)
def test_elsewhere_every_line_holds(claim: Identity) -> None:
    """Where an author may have meant another form, what the machine finds is at least right, line by line."""
    words = [node for node in walk(claim.right) if isinstance(node, Definition)]
    before = claim.left
    for line in derive_lines(claim.left, words, claim.given):
        assert check_step(before, line.expression, line.by, claim.given).proved, text(line.expression)
        before = line.expression


@pytest.mark.parametrize("claim", RECURRENCES)
def test_the_machine_opens_no_recurrence(claim: Identity) -> None:
    """It went on opening it for ever once."""
    with pytest.raises(Undecided, match="is a recurrence, which only an induction opens"):
        derive_lines(claim.left, None, claim.given)


def test_the_catalogue_has_gradients() -> None:
    assert len(GRADIENTS) >= 20
    assert len(ELSEWHERE) >= 100


# smaller things


def test_words_are_found_by_what_they_mean() -> None:
    """No name is known to the machine: the coefficient is found under any."""
    E = dims("E")
    e = indices("e", E)
    x, B = vector("x", E), matrix("B", n, E)
    fit = define("fit", Sum((x[e] - Sum(p[k] * B[k, e], k)) ** 2, e))
    pull = define("pull", j, -Sum(2 * B[j, e] * (x[e] - Sum(p[k] * B[k, e], k)), e))
    end = derive_lines(D(fit, h[i]), (pull,))[-1].expression
    assert same_tree(end, p[i] * (pull[i] - Sum(p[j] * pull[j], j)))


def test_without_a_word_that_would_be_longer() -> None:
    """t_k = y_k/p_k is a coefficient too, but y_i − p_i Σ_k y_k is shorter without it."""
    ratio = define("ratio", k, y[k] / p[k])
    end = derive_lines(D(Sum(y[k] * log(p[k]), k), h[i]), (ratio, p))[-1].expression
    assert ratio not in definitions(end)
    assert same_tree(end, y[i] - p[i] * Sum(y[k], k))


def test_hypotheses_are_used_and_named() -> None:
    lines = derive_lines(D(Sum(y[k] * log(p[k]), k), h[i]), (), (normalised(y),))
    assert same_tree(lines[-1].expression, y[i] - p[i])
    assert normalised(y) in {each for line in lines for each in line.by.hypotheses}


def test_a_hypothesis_on_indices() -> None:
    end = derive_lines(D(p[i], h[j]), (p,), (distinct(i, j),))[-1].expression
    assert same_tree(end, -p[i] * p[j])


def test_a_second_derivative_is_the_derivative_of_the_first() -> None:
    lines = derive_lines(D(log(Sum(exp(h[k]), k)), h[i], h[j]), (p,))
    assert D(p[i], h[j]) in [line.expression for line in lines]
    assert same_tree(lines[-1].expression, p[i] * (Delta(i, j) - p[j]))


def test_what_does_not_move_has_derivative_0() -> None:
    assert derive_lines(D(Sum(p[k], k), h[i]))[-1].expression == 0


def test_reasons_are_as_small_as_may_be() -> None:
    lines = derive_lines(D(p[i], h[j]))
    assert [line.by.name for line in lines] == ["unfold", "differentiate", "fold", "factor"]


def test_a_limit_is_reported() -> None:
    with pytest.raises(Undecided, match="stopped by time"):
        derive_lines(D(p[i], h[j]), (), (), Limits(seconds=0.0))
