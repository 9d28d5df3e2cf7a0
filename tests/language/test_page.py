"""Identities and their derivations: what they hold, and what is refused when a page is built."""

from types import SimpleNamespace

import pytest
from sympy import Integer

from derive.language.binders import Sum, delta
from derive.language.claims import Document, Line, Source
from derive.language.comparisons import cases
from derive.language.derivatives import D
from derive.language.errors import IllFormed
from derive.language.families import define, family, label, matrix, scalar, vector
from derive.language.functions import exp, log
from derive.language.hypotheses import constant, equation, normalised, onehot
from derive.language.indices import Index, dims, index, indices
from derive.language.matrices import diag, eye, ones
from derive.language.page import Page, building, example, identity
from derive.language.places import distinct, equal

n, m = dims("n m")
i, j, k = indices("i j k", n)
d, e = indices("d e", m)
x, y, z = vector("x", n), vector("y", n), vector("z", m)
h = family("h", n, of=z)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
X = matrix("X", n, m)
c = scalar("c")
step = SimpleNamespace(name="step", english="step", chinese="步")
LAYER = Document("E", "Softmax: forward and backward")


@identity(Sum(p[k], k), equals=1, source=LAYER("A11", "A12"))
def total(line):
    """Softargmax sums to one.

    The proof takes two lines.
    """
    line(Sum(exp(h[k]), k) / Sum(exp(h[j]), j), by=step, row="A10")
    line(by=step)


def test_an_identity():
    assert (total.left, total.right, total.relation) == (Sum(p[k], k), 1, "=")
    assert (total.id, total.title) == ("total", "Softargmax sums to one.")
    assert total.prose.endswith("\n\nThe proof takes two lines.")
    assert total.claim_text == "Σ_k p_k = 1"
    assert total.claim_latex.endswith(" p_k = 1")
    assert total._repr_latex_() == rf"$\displaystyle {total.claim_latex}$"
    assert total.number is not None
    assert (total.given, total.expected) == ((), "proved")
    assert total.source == Source("Softmax: forward and backward", ("A11", "A12"))
    assert total.rows == ("A10", "A11", "A12")
    assert total.start == total.left


def test_lines():
    ratio = Sum(exp(h[k]), k) / Sum(exp(h[j]), j)
    assert total.lines == (Line(ratio, step, ratio, ("A10",)), Line(Integer(1), step, Integer(1)))


def test_a_derivation_may_be_empty():
    @identity(x[k], equals=x[k], expected="refuted")
    def trivial():
        pass

    assert (trivial.lines, trivial.prose, trivial.title, trivial.rows) == ((), "", "", ())
    assert trivial.expected == "refuted"


def test_one_hypothesis_or_several():
    def stated(*given):
        return identity(Sum(y[k], k) * c, equals=c, given=given[0] if len(given) == 1 else given)(
            lambda: None
        )

    assert stated(normalised(y)).given == (normalised(y),)
    assert stated(normalised(y), onehot(x)).given == (normalised(y), onehot(x))


def test_inequalities():
    made = identity(exp(x[k]), exceeds=0)(lambda: None)
    assert (made.relation, made.start, made.claim_text) == (">", exp(x[k]), "exp(x_k) > 0")
    other = identity(x[k] ** 2 + 1, at_least=x[k])(lambda: None)
    assert (other.relation, other.start) == ("≥", x[k] ** 2 + 1 - x[k])
    assert other.claim_latex.count(r"\ge") == 1


def test_matrix_notation_is_elaborated_and_kept():
    J = diag(p) - p @ p.T

    @identity(D(p, h), equals=J)
    def jacobian(line):
        line(J + J - J, by=step)
        line(by=step)

    places = jacobian.left.variable.places + jacobian.left.body.places
    assert {place.dim for place in places} == {n}
    row, column = jacobian.left.body.places[0], jacobian.left.variable.places[0]
    assert row != column
    assert jacobian.right == delta(row, column) * p[row] - p[row] * p[column]
    assert jacobian.stated == (D(p, h), J)
    assert [line.written for line in jacobian.lines] == [J + J - J, J]


def test_a_page_lends_its_own_letters_to_matrix_notation():
    with building(Page("mine")):
        rows = dims("r")
        s, t = indices("s t", rows)
        A, v = matrix("A", rows, rows), vector("v", rows)
        made = identity(A @ v, equals=v)(lambda: None)
        assert made.right == v[s]
        beside = identity(v[s] * A, equals=v[s] * A)(_named)
        assert beside.right == v[s] * A[t, Index("i", rows)], "s is taken"


def test_a_page_collects():
    page = Page("mine", prose="The page.\n\nMore.")
    with building(page):
        dim = dims("n")
        at = index("k", dim)
        v = vector("v", dim)
        twice = define("twice", at, 2 * v[at])
        number = define("number", Sum(v[at], at))
        one = identity(twice[at], equals=2 * v[at])(lambda: None)
    assert page.title == "The page"
    assert Page("mine").title == "mine"
    assert page.indices == (at,)
    assert page.definitions == (twice, number.family)
    assert page.identities == {"<lambda>": one}
    assert one.id == "mine.<lambda>"
    assert identity(c, equals=c)(lambda: None).page == "", "the page has ended"


def test_two_identities_of_one_name():
    with building(Page("mine")):
        identity(c, equals=c)(_named)
        with pytest.raises(IllFormed, match="two identities are named _named"):
            identity(x[k], equals=x[k])(_named)


def _named():
    pass


def derivation(*lines):
    """A derivation of these lines, each with the reason `step`."""

    def proof(line):
        for each in lines:
            line(each, by=step)

    return proof


ILL_FORMED = {
    "no right side": (lambda: identity(c), "a claim says one of equals=, exceeds= and at_least="),
    "two right sides": (lambda: identity(c, equals=c, exceeds=0), "a claim says one of"),
    "an unknown verdict": (lambda: identity(c, equals=c, expected="true"), "expected to be .* not 'true'"),
    "a free index on the left only": (
        lambda: identity(x[k], equals=x[1]),
        "a free index stands on the left side only: k, in x_k = x_1",
    ),
    "a free index on the right only": (
        lambda: identity(D(p[k], z[d]), equals=p[k] * D(h[j], z[d])),
        "a free index stands on the right side only: j",
    ),
    "a free index over the other dimension": (
        lambda: identity(x[k], equals=x[k] * z[Index("k", m)]),
        "a free index stands on the right side only: k",
    ),
    "one letter over two dimensions": (
        lambda: identity(X[k, Index("k", m)] * c, equals=c),
        "the index k is used over two dimensions, m and n",
    ),
    "one letter over two dimensions in a sum": (
        lambda: identity(Sum(x[k] * z[Index("k", m)], k) * c, equals=c),
        "the index k is used over two dimensions, m and n",
    ),
    "one name for two families": (
        lambda: identity(x[k], equals=family("x", n, of=z)[k]),
        "the name x is used for two different things",
    ),
    "an expression that is none": (lambda: identity(c, equals="c"), "'c' is not an expression"),
    "shapes": (lambda: identity(X @ z, equals=z), "X z is n × 1 but z is m × 1"),
    "a matrix and a number": (lambda: identity(X, equals=0), "X is n × m but 0 is 1 × 1"),
    "a hypothesis that is none": (lambda: identity(c, equals=c, given="y = 1"), "'y = 1' is no hypothesis"),
    "a hypothesis on another index": (
        lambda: identity(x[k], equals=x[k], given=equal(k, j)),
        "a hypothesis speaks of j, which is not free in the claim",
    ),
    "a hypothesis on a fixed index that is not there": (
        lambda: identity(x[k], equals=x[k], given=equation(x[k], delta(k, j))),
        "a hypothesis speaks of j, which is not free in the claim",
    ),
    "a hypothesis on another family of the same name": (
        lambda: identity(y[k], equals=y[k], given=normalised(vector("y", m))),
        "the name y is used for two different things",
    ),
    "a label as a number": (lambda: identity(x[k] * label("q", n), equals=x[k]), "q is a place, not a number"),
    "a place beyond the last": (lambda: identity(x[k + 1], equals=x[k]), "may lie beyond the last place"),
    "a place before the first": (lambda: identity(x[k], equals=x[k - 1]), "may lie before the first place"),
    "a sum that runs on": (lambda: identity(Sum(x[k + 1], k), equals=c), "may lie beyond the last place"),
    "a line without reason": (
        lambda: identity(c, equals=c)(lambda line: line(c, by="algebra")),
        "a line needs a reason, and 'algebra' is none",
    ),
    "a line of another shape": (
        lambda: identity(X @ z, equals=X @ z)(derivation(z, X @ z)),
        "z is m × 1, but the claim's sides are n × 1",
    ),
    "a line with another free index": (
        lambda: identity(x[k], equals=x[k])(derivation(x[j], x[k])),
        "a free index stands on the left side only: k, in x_k = x_j",
    ),
    "a derivation that ends elsewhere": (
        lambda: identity(x[k] + c, equals=c + x[k])(derivation(x[k] + c)),
        "the derivation ends in x_k \\+ c, but the claim says c \\+ x_k",
    ),
    "an inequality's line without expression": (
        lambda: identity(exp(c), exceeds=0)(lambda line: line(by=step)),
        "a line of an inequality's derivation needs its expression",
    ),
    "an example with an index left open": (
        lambda: example(x[k] * X[k, d], over=k, at={}, prints="1"),
        "says in over= what its free indices are",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("state", "says"), ILL_FORMED.values(), ids=ILL_FORMED)
def test_ill_formed(state, says):
    with pytest.raises(IllFormed, match=says):
        state()


def test_a_mere_number_has_all_indices():
    for side in (0, 1, n, c):
        assert identity(D(p[k], z[d]), equals=side)(lambda: None).right == side
    assert identity(0 * c, equals=x[k])(lambda: None).right == x[k]


def test_settled_indices_may_stand_on_one_side():
    """Those that a hypothesis fixes, and those of matrix notation, whose shapes agree."""
    picked = cases((x[k], equal(i, j)), y[k])
    with pytest.raises(IllFormed, match="a free index stands on the left side only: i, j"):
        identity(picked, equals=y[k])
    assert identity(picked, equals=y[k], given=distinct(i, j))(_named).right == y[k]
    other = identity(D(X @ z, z), equals=X)(_named)
    assert identity(eye(n) @ x, equals=x)(_named).right == x[other.right.places[0]]
    assert identity(x @ ones(n).T, equals=x @ ones(n).T)(_named).right.args[1] == 1


def test_letters_bound_apart_may_be_the_same():
    """Σ_k over n beside Σ_k over m: each sum has its own k."""
    other = Index("k", m)
    made = identity(Sum(x[k], k) * Sum(z[other], other), equals=c)(lambda: None)
    assert made.right == c
    assert identity(cases((c, equal(i, j)), log(c)), equals=c, given=constant(h, z))(lambda: None).given


def test_examples():
    @example(p[k], over=k, at={h: (1, 2)}, prints=("0.27", "0.73"), source=LAYER("E1"), expected="refuted")
    def two():
        """Two scores."""

    assert (two.id, two.title, two.rows, two.expected) == ("two", "Two scores.", ("E1",), "refuted")
    assert two.claim_text == "p_k ≈ (0.27, 0.73) at h = (1, 2)"
    assert two.claim_latex == r"p_k \approx (0.27, 0.73) \quad \text{at } h = (1, 2)"
    with building(Page("mine")) as page:
        held = example(c, over=(), at={c.family: "0.5"}, prints="0.5")(_named)
        assert page.identities == {"_named": held}


def test_ones_are_a_vector():
    assert identity(X @ ones(m), equals=X @ ones(m))(lambda: None).left.bound.dim == m


def test_hypotheses_in_a_list():
    several = [constant(h, z), normalised(y)]
    assert identity(D(p[k], z[d]), equals=0, given=several)(_named).given == tuple(several)
    with pytest.raises(IllFormed, match="is no hypothesis"):
        identity(D(p[k], z[d]), equals=0, given=["t is constant"])


async def _late(line):
    line(x[i] + 1, by=step)


def _in_turn(line):
    yield line(x[i] + 1, by=step)


def _two(line, more):
    line(more, by=step)


class _Class:
    pass


@pytest.mark.parametrize(
    ("below", "says"),
    [
        (_late, "none of its lines would run"),
        (_in_turn, "none of its lines would run"),
        (_two, "has one parameter"),
        (_Class, "stands above a function"),
    ],
)
def test_what_would_not_run_line_by_line_is_refused(below, says):
    """A generator whose body never runs was proved once."""
    with pytest.raises(IllFormed, match=says):
        identity(x[i], equals=x[i])(below)


def test_an_enormous_number_is_refused():
    with pytest.raises(IllFormed, match="more than 1000 digits"):
        identity(10**4300 * x[i], equals=x[i])
