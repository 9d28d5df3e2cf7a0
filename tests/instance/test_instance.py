"""The second voice: true claims agree on explicit instances, false ones get a small, exact counterexample."""

import ast
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
import sympy
from sympy import Rational

import derive
from derive import (
    D,
    Sum,
    at_least,
    cases,
    constant,
    define,
    delta,
    dims,
    distinct,
    equal,
    equation,
    exp,
    family,
    function,
    indices,
    label,
    log,
    matrix,
    normalised,
    onehot,
    positive,
    scalar,
    sqrt,
    tanh,
    vector,
)
from derive.instance import check_instances, find_counterexample, find_instances
from derive.language.hypotheses import nonnegative
from derive.values.dual import Dual, part
from derive.values.numbers import decimal
from derive.values.plain import EXACT, evaluate

n, m = dims("n m")
i, j, k, l = indices("i j k l", n)
d, e = indices("d e", m)
z = vector("z", m)
x = vector("x", m)
y, b, s = vector("y", n), vector("b", n), vector("s", n)
h = family("h", n, of=z)
t = family("t", n, of=z)
w = family("w", n, of=z)
W = matrix("W", m, n)
T = scalar("T")
f = function("f")
f_prime = type(f)("f", 1)
c = label("c", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
q = define("q", k, exp(s[k]) / Sum(exp(s[j]), j))
a = define("a", k, exp(Sum(W[d, k] * x[d], d)) / Sum(exp(Sum(W[d, j] * x[d], d)), j))
g = define("g", k, exp(-Sum((z[d] - W[d, k]) ** 2, d)) / Sum(exp(-Sum((z[d] - W[d, j]) ** 2, d)), j))
loss = define("L", -Sum(y[k] * log(p[k]), k))
soft_maximum = log(Sum(exp(s[j]), j))
dh, mean = D(h[k], z[d]), Sum(p[j] * D(h[j], z[d]), j)

TRUE = {
    "jacobian": (D(p[k], z[d]), p[k] * (dh - mean)),
    "total": (Sum(p[k], k), 1),
    "zero column sum": (Sum(D(p[k], z[d]), k), 0),
    "expectation": (
        D(Sum(p[k] * t[k], k), z[d]),
        Sum((t[k] - Sum(t[j] * p[j], j)) * p[k] * dh, k),
        constant(t, z),
    ),
    "cross-entropy": (D(loss, z[d]), Sum((p[k] - y[k]) * dh, k), normalised(y)),
    "cross-entropy, one-hot": (D(loss, z[d]), Sum((p[k] - y[k]) * dh, k), onehot(y)),
    "cross-entropy, any y": (D(loss, z[d]), Sum((p[k] * Sum(y[j], j) - y[k]) * dh, k)),
    "cross-entropy of a class": (D(-log(q[c]), s[k]), q[k] - delta(k, c)),
    "cross-entropy at a fixed place": (
        D(-Sum(y[k] * log(q[k]), k), s[j]),
        q[j] - delta(j, l),
        equation(y[k], delta(k, l)),
    ),
    "gradient of logsumexp": (D(soft_maximum, s[k]), q[k]),
    "gradient in dependent scores": (D(log(Sum(exp(h[j]), j)), h[k]), p[k]),
    "jacobian with δ": (D(q[i], s[j]), q[i] * (delta(i, j) - q[j])),
    "jacobian by cases": (D(q[i], s[j]), cases((q[i] * (1 - q[i]), equal(i, j)), -q[i] * q[j])),
    "diagonal": (D(q[i], s[j]), q[i] * (1 - q[i]), equal(i, j)),
    "off the diagonal": (D(q[i], s[j]), -q[i] * q[j], distinct(i, j)),
    "not the true class": (D(-log(q[c]), s[j]), q[j], distinct(j, c)),
    "hessian of logsumexp": (D(soft_maximum, s[i], s[j]), q[i] * (delta(i, j) - q[j])),
    "hessian in z": (
        D(log(Sum(exp(h[k]), k)), z[d], z[e]),
        Sum(p[k] * (D(h[k], z[d], z[e]) + dh * (D(h[k], z[e]) - Sum(p[j] * D(h[j], z[e]), j))), k),
    ),
    "a derivative in scores, then in z": (
        D(D(p[i], h[j]), z[d]),
        D(p[i], z[d]) * (delta(i, j) - p[j]) - p[i] * D(p[j], z[d]),
    ),
    "linear scores": (D(a[k], W[d, j]), a[k] * (delta(k, j) - a[j]) * x[d]),
    "quadratic scores": (
        D(g[k], z[d]),
        2 * g[k] * (W[d, k] - Sum(g[j] * W[d, j], j)),
    ),
    "temperature": (D(log(Sum(exp(y[k] / T), k)), y[j]), exp(y[j] / T) / Sum(exp(y[k] / T), k) / T),
    "elementwise": (D(f(s[i]), s[j]), delta(i, j) * f_prime(s[i])),
    "a derivative in a definition": (D(-log(p[k]), p[k]), -1 / p[k]),
    "a definition is a variable": (D(Sum(p[k] ** 2, k), p[j]), 2 * p[j]),
    "tanh": (D(tanh(s[i]), s[j]), delta(i, j) * (1 - tanh(s[i]) ** 2)),
    "norm": (D(sqrt(Sum(x[d] ** 2, d)), x[e]), x[e] / sqrt(Sum(x[d] ** 2, d))),
    "a letter that varies under its equation": (Sum(D(w[k], z[d]), k), 0, normalised(w)),
    "a fixed place": (D(Sum(y[k] ** 2, k), y[4]), 2 * y[4]),
    "a captured letter, rightly read": (q[k] * Sum(q[k], k), q[k]),
    "a place left out": (Sum(q[k], k, without=j), 1 - q[j]),
    "dimension": (Sum(delta(i, j), i, j), n),
    "roots, where they are defined": (sqrt(y[k]) ** 2, y[k]),
    "logarithms, where they are defined": (log(y[k] * y[k]), 2 * log(y[k])),
}

FALSE = {
    "sign": (D(p[k], z[d]), p[k] * (dh + mean)),
    "factor": (D(p[k], z[d]), 2 * p[k] * (dh - mean)),
    "captured index": (D(p[k], z[d]), p[k] * (dh - Sum(p[k] * dh, j))),
    "dropped term": (D(p[k], z[d]), p[k] * dh),
    "a dependent letter taken as constant": (
        D(Sum(p[k] * t[k], k), z[d]),
        Sum((t[k] - Sum(t[j] * p[j], j)) * p[k] * dh, k),
    ),
    "missing hypothesis": (D(loss, z[d]), Sum((p[k] - y[k]) * dh, k)),
    "wrong sign under the hypothesis": (D(loss, z[d]), Sum((y[k] - p[k]) * dh, k), normalised(y)),
    "one-hot is meant": (Sum(y[k] ** 2, k), 1, normalised(y)),
    "dropped δ": (D(q[i], s[j]), -q[i] * q[j]),
    "cases swapped": (D(q[i], s[j]), cases((-q[i] * q[j], equal(i, j)), q[i] * (1 - q[i]))),
    "only for n = 1": (q[k], 1),
    "hessian": (D(soft_maximum, s[i], s[j]), q[i] * delta(i, j)),
    "linear scores transposed": (D(a[k], W[d, j]), a[j] * (delta(k, j) - a[j]) * x[d]),
    "elementwise": (D(f(s[i]), s[j]), delta(i, j) * f(s[i])),
    "the other class": (D(-log(q[c]), s[j]), -q[j], distinct(j, c)),
    "the second derivative of a letter": (D(t[k], z[d], z[e]), 0),
    "the second derivative of a score": (
        Sum(exp(h[k]), k) * D(h[k], z[d], z[e]),
        -D(h[k], z[d]) * D(h[k], z[e]),
    ),
    "a constant": (Sum(delta(i, j), i), n),
    "square": (Sum(y[k], k) ** 2, Sum(y[k] ** 2, k)),
}


@pytest.mark.parametrize("name", TRUE)
def test_true_claims_agree(name):
    left, right, *given = TRUE[name]
    found = check_instances(left, right, tuple(given))
    assert len(found) == 3
    assert all(each.agrees and each.entries for each in found)


@pytest.mark.parametrize("name", TRUE)
def test_true_claims_have_no_counterexample(name):
    left, right, *given = TRUE[name]
    assert find_counterexample(left, right, tuple(given), steps=20_000) is None


@pytest.mark.parametrize("name", FALSE)
def test_false_claims_differ(name):
    left, right, *given = FALSE[name]
    assert not all(each.agrees for each in check_instances(left, right, tuple(given)))


@pytest.mark.parametrize("name", FALSE)
def test_false_claims_get_a_small_exact_counterexample(name):
    left, right, *given = FALSE[name]
    found = find_counterexample(left, right, tuple(given))
    assert found is not None
    assert found.exact
    sides = Fraction(found.left), Fraction(found.right)
    assert sides[0] != sides[1]
    assert max(abs(number) for side in sides for number in (side.numerator, side.denominator)) < 100
    assert max(found.sizes.values()) <= 2


@pytest.mark.parametrize("seed", range(4))
def test_a_counterexample_can_be_computed_again(seed):
    """∂p_k/∂z_d against p_k (∂h_k/∂z_d + Σ_j p_j ∂h_j/∂z_d), from the numbers that are printed."""
    found = find_counterexample(*FALSE["sign"], seed=seed)
    values = {
        value.name_text: ast.literal_eval(value.value_text.replace(")", ",)")) for value in found.values
    }
    exps, slopes = values["e^h"], values["∂h/∂z"]
    at, in_z = found.at["k"] - 1, found.at["d"] - 1
    probability = [Fraction(each, sum(exps)) for each in exps]
    average = sum(a * row[in_z] for a, row in zip(probability, slopes, strict=True))
    assert Fraction(found.left) == probability[at] * (slopes[at][in_z] - average)
    assert Fraction(found.right) == probability[at] * (slopes[at][in_z] + average)


def test_what_holds_for_two_entries_fails_for_three():
    found = find_counterexample(D(q[i], s[j]), -q[i] * (1 - q[i]), (distinct(i, j),))
    assert found.sizes == {"n": 3}
    assert found.exact


def test_a_counterexample_says_what_matters():
    found = find_counterexample(*FALSE["square"])
    assert found.text == "n = 2, y = (1, 1): left 4, right 2"
    assert find_counterexample(*FALSE["dropped δ"]).at.keys() == {"i", "j"}


def test_decimals_where_no_fraction_will_do():
    found = find_counterexample(log(Sum(exp(y[k]), k)), Sum(y[k], k))
    assert not found.exact
    assert found.left != found.right


def test_a_counterexample_satisfies_the_hypotheses():
    given = (normalised(y), positive(y))
    found = find_counterexample(Sum(y[k] ** 2, k), 1, given)
    (values,) = (value.value_text for value in found.values)
    numbers = [Fraction(each) for each in values.strip("()").split(", ")]
    assert sum(numbers) == 1
    assert all(number > 0 for number in numbers)


class TestInequalities:
    def test_hold(self):
        assert all(each.agrees for each in check_instances(q[k], 0, relation=">"))
        assert all(each.agrees for each in check_instances(1, q[k], (at_least(n, 2),), relation=">"))
        variance = Sum(q[k] * y[k] ** 2, k) - Sum(q[k] * y[k], k) ** 2
        assert all(each.agrees for each in check_instances(variance, 0, relation="≥"))
        given = (normalised(y), nonnegative(y[k]))
        assert all(each.agrees for each in check_instances(1, Sum(y[k] ** 2, k), given, relation="≥"))

    def test_fail(self):
        found = find_counterexample(1, q[k], relation=">")
        assert (found.left, found.right, found.sizes) == ("1", "1", {"n": 1})
        assert find_counterexample(1, q[k], (at_least(n, 2),), relation=">", steps=40_000) is None
        assert find_counterexample(y[k], 0, relation="≥") is not None


class TestWhereNothingCanBeSaid:
    def test_entries_that_are_not_defined_are_left_out(self):
        found = check_instances(1 / (y[i] - y[j]), -1 / (y[j] - y[i]))
        assert [each.sizes["n"] for each in found] == [2, 3, 4]
        assert [each.entries for each in found] == [2, 6, 12]

    def test_nowhere_defined(self):
        assert check_instances(1 / (y[k] - y[k]), 1) == ()
        assert check_instances(log(-exp(y[k])), 1) == ()
        assert find_counterexample(1 / (y[k] - y[k]), 1) is None

    def test_hypotheses_that_contradict(self):
        given = (normalised(y), equation(Sum(y[k], k), 2))
        assert check_instances(Sum(y[k], k), 3, given) == ()
        assert find_counterexample(Sum(y[k], k), 3, given) is None

    def test_a_size_at_which_there_is_no_entry(self):
        found = check_instances(D(q[i], s[j]), -q[i] * q[j], (distinct(i, j),))
        assert min(each.sizes["n"] for each in found) == 2

    def test_too_large_to_write_out(self):
        letters = indices(" ".join(f"i{number}" for number in range(12)), n)
        body = 1
        for letter in letters:
            body = body * y[letter]
        found = check_instances(Sum(body, *letters), Sum(y[k], k) ** 12)
        assert len(found) < 3
        assert all(each.agrees for each in found)

    @pytest.mark.parametrize(
        ("claim", "why"),
        [
            ((Sum(y[k], k), 3, (normalised(y), equation(Sum(y[k], k), 2))), "hypotheses"),
            ((1 / (y[k] - y[k]), 1), "a side has no value at the numbers that were tried"),
            ((y[i] * y[j], y[j] * y[i], (at_least(n, 200),)), "no size is small enough to be written out"),
        ],
    )
    def test_it_is_said_why_there_are_too_few(self, claim, why):
        found = find_instances(*claim)
        assert len(found.results) < 3
        assert why in found.lacking.told()

    def test_nothing_is_lacking_where_there_are_enough(self):
        assert not find_instances(y[k], y[k]).lacking

    def test_no_steps_left(self):
        assert find_counterexample(*TRUE["jacobian"], steps=0) is None


class TestSeeds:
    def test_same_seed_same_instances(self):
        left, right = FALSE["missing hypothesis"]
        assert find_counterexample(left, right, seed=3) == find_counterexample(left, right, seed=3)
        assert check_instances(left, right, seed=3) == check_instances(left, right, seed=3)

    def test_whatever_the_hash_seed(self):
        script = (
            "from derive import *\n"
            "from derive.instance import find_counterexample\n"
            "n, m = dims('n m'); j, k = indices('j k', n); d = index('d', m); z = vector('z', m)\n"
            "h = family('h', n, of=z); t = family('t', n, of=z)\n"
            "p = define('p', k, exp(h[k]) / Sum(exp(h[j]), j))\n"
            "print(find_counterexample(D(p[k] * t[k], z[d]), p[k] * D(h[k], z[d]) * t[k]).text)\n"
        )
        printed = {
            subprocess.run(
                [sys.executable, "-c", script],
                env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(derive.__file__).parents[1])},
                capture_output=True,
                text=True,
                check=True,
            ).stdout
            for seed in "123"
        }
        assert len(printed) == 1


def test_infinitesimals_give_sympys_derivatives():
    u, v = sympy.symbols("u v")
    expressions = [
        3 * sympy.exp(u) / (sympy.exp(u) + 2 * sympy.exp(v)),
        sympy.log(1 + u * v, evaluate=False) * u,
        sympy.sqrt(1 + u**2) / (u + v) + sympy.sin(u * v) * sympy.cos(u),
        v**2 + v ** Rational(7, 3) + 2**u + u**v,
    ]
    at = {u: Rational(2, 3), v: Rational(1, 5)}
    for expression in expressions:
        for first, second in ((u, v), (v, v), (u, u)):
            moved = {s: Fraction(int(at[s].p), int(at[s].q)) for s in at}
            moved[first] = moved[first] + Dual({1: Fraction(1)})
            moved[second] = moved[second] + Dual({2: Fraction(1)})
            mine = evaluate(expression, EXACT, moved.__getitem__)
            wanted = {0: expression, 1: expression.diff(first), 3: expression.diff(first, second)}
            for mask, theirs in wanted.items():
                assert abs(decimal(part(mine, mask)) - theirs.xreplace(at).evalf(60)) < 1e-50


def test_the_voices_are_apart():
    """Neither voice imports the kernel, the derivation or the other voice, nor does what they share."""
    package = Path(derive.__file__).parent
    banned = ("derive.kernel", "derive.derivation", "derive.verdict")
    files = {
        **dict.fromkeys((package / "instance").glob("*.py"), (*banned, "derive.numeric")),
        **dict.fromkeys((package / "numeric").glob("*.py"), (*banned, "derive.instance")),
        **dict.fromkeys((package / "values").glob("*.py"), (*banned, "derive.numeric", "derive.instance")),
    }
    for path, not_these in files.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert not (node.module or "").startswith(not_these), path
            elif isinstance(node, ast.Import):
                assert not any(alias.name.startswith(not_these) for alias in node.names), path
