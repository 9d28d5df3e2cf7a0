"""Explicit instances: sizes, numbers, hypotheses, components."""

import random
from fractions import Fraction

import pytest
import sympy
from sympy import Integer, Rational, log

from derive import (
    D,
    Sum,
    at_least,
    cases,
    constant,
    define,
    delta,
    diagonal,
    dims,
    distinct,
    equal,
    equation,
    exp,
    family,
    function,
    idempotent,
    indices,
    invertible,
    label,
    labels,
    log as log_of,
    matrix,
    normalised,
    onehot,
    orthonormal,
    positive,
    psd,
    scalar,
    symmetric,
    vector,
)
from derive.language.hypotheses import Equation, nonnegative
from derive.values.choices import Choices
from derive.values.drawing import sample
from derive.values.exact import Exact
from derive.values.holding import Holding
from derive.values.numbers import MP, Undefined, Unsatisfied, decimal, exponential, relation_holds, same
from derive.values.plain import EXACT, evaluate
from derive.values.shown import letters_shown
from derive.values.sizes import sizes, sizes_upward
from derive.values.survey import Survey

n, m = dims("n m")
i, j, k = indices("i j k", n)
c, d, e = indices("c d e", m)
z = vector("z", m)
x, y = vector("x", n), vector("y", n)
h = family("h", n, of=z)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
W = matrix("W", n, m)


def instance(left, right=0, given=(), *, seed=1, number=1, **options):
    """An instance of a claim at its sizes of this number."""
    survey = Survey(left, right, given if isinstance(given, tuple) else (given,))
    made, _ = sample(survey, sizes(survey)[number], random.Random(seed), **options)
    return made


def numbers(made, letter):
    """The entries of a letter, in order."""
    return [Exact(made).entry(key) for key in made.every_entry() if key[0] == letter]


class TestSizes:
    def test_one_everywhere_then_unequal(self):
        found = sizes(Survey(Sum(W[k, d], k, d), 0))
        assert len(found) == 3
        assert set(found[0].values()) == {1}
        assert all(size[n] != size[m] for size in found[1:])

    def test_of_one_dimension(self):
        assert [size[n] for size in sizes(Survey(Sum(y[k], k), 1))] == [1, 2, 3]

    def test_without_dimensions(self):
        a = scalar("a")
        assert sizes(Survey(a, a)) == ({}, {}, {})

    def test_a_concrete_place_makes_room(self):
        assert [size[n] for size in sizes(Survey(y[4], y[4]))] == [4, 5, 6]
        assert min(size[n] for size in sizes(Survey(delta(k, 3), 0))) == 3
        assert min(size[n] for size in sizes(Survey(Sum(y[k], k, without=2), 0))) == 2

    def test_hypotheses_make_room(self):
        assert min(size[n] for size in sizes(Survey(y[k], y[k], (at_least(n, 2),)))) == 2
        assert min(size[n] for size in sizes(Survey(y[i] * y[j], 0, (distinct(i, j),)))) == 2

    def test_a_variable_that_nothing_moves_needs_no_size(self):
        assert sizes(Survey(p[k], p[k]))[1].keys() == {n}
        assert sizes(Survey(D(p[k], z[d]), 0))[1].keys() == {n, m}

    def test_work_is_limited(self):
        letters = indices(" ".join(f"i{number}" for number in range(12)), n)
        body = y[letters[0]]
        for letter in letters[1:]:
            body = body + y[letter]
        found = sizes(Survey(Sum(exp(body), *letters), 0))
        assert found[0] == {n: 1}
        assert len(found) < 3

    def test_upward(self):
        found = [tuple(size.values()) for size in sizes_upward(Survey(Sum(W[k, d], k, d), 0))]
        assert found[:3] == [(1, 1), (1, 2), (2, 1)]
        assert [sum(size) for size in found] == sorted(sum(size) for size in found)


class TestNumbers:
    def test_random_ones_are_never_special(self):
        made = instance(Sum(W[k, d] * y[k] * x[k], k, d))
        drawn = [abs(value) for letter in (W, x, y) for value in numbers(made, letter)]
        assert not {Integer(0), Integer(1)} & set(drawn)
        assert len(set(drawn)) == len(drawn)

    def test_a_seed_reproduces(self):
        one, same_again, other = (numbers(instance(Sum(y[k], k), seed=s), y) for s in (5, 5, 6))
        assert one == same_again != other

    def test_choices_are_taken_again(self):
        first = Choices(random.Random(1))
        chosen = first.number(("y", (1,)), "any")
        again = Choices(random.Random(2), "simple", first.made)
        assert again.number(("y", (1,)), "any") == chosen

    def test_simple_ones_are_small(self):
        made = instance(Sum(y[k] * x[k], k), style="simple")
        assert all(abs(value) <= 3 for value in numbers(made, y) + numbers(made, x))

    def test_positive_ones(self):
        q = vector("q", n, positive=True)
        for seed in range(5):
            made = instance(Sum(q[k] * y[k], k), given=positive(y), seed=seed)
            assert all(value > 0 for value in numbers(made, q) + numbers(made, y))

    def test_labels_have_places(self):
        s = labels("s", m, values=n)
        made = instance(y[s[d]])
        assert {key[0] for key in made.places} == {s}
        assert all(1 <= place <= made.sizes[n] for place in made.places.values())


class TestRoles:
    def roles(self, expression, given=()):
        return Survey(expression, 0, given).roles

    def test_a_letter_under_exp_is_a_logarithm(self):
        assert self.roles(p[k]).logarithms == {h}
        assert self.roles(exp(-y[k] + x[k])).logarithms == {x, y}

    def test_of_a_product_one_letter_is_and_the_other_is_whole(self):
        v = vector("v", m)
        found = self.roles(exp(Sum(W[k, d] * v[d], d)))
        assert (found.logarithms, found.whole) == ({W}, {v})

    def test_what_is_divided_by_has_a_whole_reciprocal(self):
        T = scalar("T")
        found = self.roles(exp(h[k] / T))
        assert (found.logarithms, found.units) == ({h}, {T.family})

    def test_squares_are_left_alone(self):
        assert not self.roles(exp(-Sum((y[k] - x[k]) ** 2, k))).logarithms

    def test_letters_of_hypotheses_are_left_alone(self):
        assert not self.roles(exp(y[k]), (normalised(y),)).logarithms

    def test_exp_of_a_logarithm_is_rational(self):
        made = instance(Sum(exp(h[k]), k))
        assert all(isinstance(exponential(value), Fraction) for value in numbers(made, h))


class TestComponents:
    """Against sums written out by hand."""

    def write(self, expression, given=(), **places):
        made = instance(expression, given=given)
        letters = {index.name: index for index in made.survey.indices}
        return Exact(made).value(expression, {letters[name]: at for name, at in places.items()}), made

    def test_a_bound_index_hides_the_free_one(self):
        value, made = self.write(y[k] * Sum(y[k], k), k=2)
        one, two = numbers(made, y)
        assert value == two * (one + two)

    def test_a_definition_is_opened_without_capture(self):
        q = define("q", k, y[k] / Sum(y[j], j))
        value, made = self.write(Sum(q[j] * x[j], j) - q[j], j=1)
        (a, b), (s, t) = numbers(made, y), numbers(made, x)
        assert value == (a * s + b * t - a) / (a + b)

    def test_a_definition_of_a_definition(self):
        q = define("q", j, y[j] * Sum(y[k], k))
        r = define("r", k, Sum(q[j] * q[k], j))
        value, made = self.write(r[k], k=1)
        a, b = numbers(made, y)
        assert value == (a * (a + b) + b * (a + b)) * a * (a + b)

    def test_a_place_left_out(self):
        value, made = self.write(Sum(y[k], k, without=j), j=1)
        assert value == numbers(made, y)[1]

    def test_the_place_left_out_is_meant_outside_the_sum(self):
        value, made = self.write(Sum(y[k], k, without=k), k=2)
        assert value == numbers(made, y)[0]

    def test_delta_and_cases(self):
        value, made = self.write(delta(i, j) * y[i] + cases((x[i], equal(i, j)), x[j] + 5), i=1, j=2)
        assert value == numbers(made, x)[1] + 5

    def test_a_label_as_an_index(self):
        t = label("t", n)
        value, made = self.write(y[t] + Sum(delta(k, t) * k_of(k), k))
        place = made.places[t.family, ()]
        assert value == numbers(made, y)[place - 1] + numbers(made, x)[place - 1]

    def test_a_dimension_is_a_number(self):
        assert self.write(Sum(y[k] / y[k], k) / n)[0] == 1

    def test_functions(self):
        value, made = self.write(log_of(exp(y[k])) + exp(log_of(x[k])), given=(positive(x),), k=1)
        assert same(value, numbers(made, y)[0] + numbers(made, x)[0])

    def test_an_unknown_function_and_its_derivative(self):
        f = function("f")
        value, made = self.write(f(y[k]) - f(y[k]), k=1)
        assert value == 0
        u = sympy.Symbol("u")
        polynomial = sum(a * u**power for power, a in enumerate(made.polynomial("f", 0)))
        slope = sum(a * u**power for power, a in enumerate(made.polynomial("f", 1)))
        assert sympy.expand(polynomial.diff(u) - slope) == 0

    @pytest.mark.parametrize(
        "expression",
        [1 / (y[k] - y[k]), log_of(-exp(y[k])), (-exp(y[k])) ** Rational(1, 2), (y[k] - y[k]) ** -1],
    )
    def test_what_is_not_defined(self, expression):
        with pytest.raises(Undefined):
            self.write(expression, k=1)


def k_of(index):
    return x[index]


class TestHypotheses:
    @pytest.mark.parametrize("seed", range(5))
    def test_normalised(self, seed):
        made = instance(Sum(y[k] * x[k], k), given=normalised(y), seed=seed)
        assert sum(numbers(made, y)) == 1

    def test_normalised_rows(self):
        made = instance(Sum(W[k, d], k), given=normalised(W))
        values = {key[1]: Exact(made).entry(key) for key in made.every_entry() if key[0] == W}
        for row in range(1, made.sizes[n] + 1):
            assert sum(value for (at, _), value in values.items() if at == row) == 1

    def test_normalised_and_positive(self):
        for seed in range(5):
            made = instance(Sum(y[k], k), given=(normalised(y), positive(y)), seed=seed)
            assert sum(numbers(made, y)) == 1
            assert all(value > 0 for value in numbers(made, y))

    def test_onehot(self):
        for seed in range(5):
            made = instance(Sum(W[k, d], k), given=onehot(W), seed=seed)
            values = {key[1]: Exact(made).entry(key) for key in made.every_entry() if key[0] == W}
            for row in range(1, made.sizes[n] + 1):
                assert sorted(v for (at, _), v in values.items() if at == row) == [0] * (
                    made.sizes[m] - 1
                ) + [1]

    def test_an_entry_is_given_at_a_fixed_place(self):
        made = instance(y[k] * delta(j, j), given=equation(y[k], delta(k, j)), fixed={j: 2})
        assert numbers(made, y) == [0, 1]

    def test_fixed_indices_are_found(self):
        assert Survey(y[k] * x[j], 0, (equation(y[k], delta(k, j)),)).fixed_indices == (j,)
        held = Equation(y[k], Integer(1), frozenset((k,)))
        assert Survey(y[k] * x[j], 0, (held,)).fixed_indices == (k,)

    def test_a_linear_system(self):
        b = vector("b", m)
        claim = Sum(W[k, d] * y[k], k) - b[d]
        made = instance(claim, given=equation(Sum(W[k, d] * y[k], k), b[d]))
        assert all(Exact(made).value(claim, {d: at}) == 0 for at in range(1, made.sizes[m] + 1))

    def test_an_equation_on_what_stands_under_exp(self):
        made = instance(Sum(exp(x[k]), k), given=equation(Sum(exp(x[k]), k), 1))
        assert Exact(made).value(Sum(exp(x[k]), k), {}) == 1

    def test_a_quadratic_equation(self):
        made = instance(Sum(x[k] ** 2, k), given=equation(Sum(x[k] ** 2, k), 1))
        assert same(Exact(made).value(Sum(x[k] ** 2, k), {}), 1)

    def test_onehot_written_as_equations(self):
        given = (equation(y[k] * y[j], delta(k, j) * y[k]), normalised(y))
        for seed in range(5):
            assert sorted(numbers(instance(Sum(y[k], k), given=given, seed=seed), y)) == [0, 1]

    def test_a_bound(self):
        given = (nonnegative(1 - y[k]), nonnegative(y[k]))
        for seed in range(5):
            assert all(0 <= v <= 1 for v in numbers(instance(Sum(y[k], k), given=given, seed=seed), y))

    def test_a_letter_that_varies_satisfies_its_equation_everywhere(self):
        w = family("w", n, of=z)
        made = instance(Sum(D(w[k], z[d]), k), given=normalised(w))
        assert Exact(made).value(Sum(D(w[k], z[d]), k), {d: 1}) == 0
        assert any(Exact(made).value(D(w[k], z[d]), {k: 1, d: at}) != 0 for at in (1, 2))

    def test_an_equation_says_how_a_letter_varies(self):
        s = family("s", n, of=z)
        made = instance(D(s[k], z[d]), W[k, d], given=equation(s[k], Sum(W[k, d] * z[d], d)))
        values = Exact(made)
        for at in ({k: 1, d: 2}, {k: 2, d: 1}):
            assert values.value(made.survey.left, at) == values.value(made.survey.right, at) != 0

    def test_a_constant_letter_does_not_vary(self):
        t = family("t", n, of=z)
        made = instance(D(t[k], z[d]), given=constant(t, z))
        assert Exact(made).value(D(t[k], z[d]), {k: 1, d: 1}) == 0

    @pytest.mark.parametrize(
        "given",
        [
            (normalised(y), equation(Sum(y[k], k), 2)),
            (equation(Sum(y[k] ** 2, k), -1),),
            (equation(Sum(exp(y[k]), k), -1),),
        ],
    )
    def test_what_cannot_be_satisfied_is_reported(self, given):
        with pytest.raises(Unsatisfied):
            instance(Sum(y[k], k), given=given)


def worth(expression):
    """The value of a plain SymPy expression."""
    return evaluate(expression, EXACT, None)


def e_to(number):
    """exp of a number, which SymPy does not touch."""
    return sympy.exp(number, evaluate=False)


class TestNumbersThatAreNotRational:
    def test_values(self):
        by_hand = 3 * decimal(worth(log(2))) - decimal(worth(sympy.sqrt(8)))
        assert abs(decimal(worth(log(2) * 3 - sympy.sqrt(2) ** 3)) - by_hand) < 1e-90
        assert worth(sympy.exp(1) - sympy.E) == 0

    def test_logarithms_of_fractions_stay_exact(self):
        assert exponential(worth(2 * log(3) - log(Rational(3, 2)))) == 6
        assert worth(sympy.sqrt(Rational(4, 9)) + 8 ** Rational(2, 3)) == Fraction(14, 3)
        assert isinstance(worth(log(2)) + -worth(log(2)), Fraction)

    @pytest.mark.parametrize(
        ("expression", "value"),
        [
            (e_to(-1) / (e_to(-1) + e_to(-1)), Fraction(1, 2)),
            (1 / (1 + e_to(1)) + 1 / (1 + e_to(-1)), 1),
            ((e_to(3) + 2 * e_to(1)) / (3 * e_to(2) + 6) * e_to(-1), Fraction(1, 3)),
            (log(e_to(3) * 2) - log(2), 3),
            (sympy.sqrt(4 * e_to(3)) * e_to(Rational(-3, 2)), 2),
            ((e_to(1) + 1) ** 3 - e_to(3) - 3 * e_to(2) - 3 * e_to(1), 1),
        ],
    )
    def test_ratios_of_exponentials_are_exact_where_they_are_rational(self, expression, value):
        found = worth(expression)
        assert isinstance(found, Fraction)
        assert found == value

    @pytest.mark.parametrize(
        "expression",
        [
            (e_to(1) + 1) ** 30,
            e_to(1) * log(2),
            e_to(1) + log(2),
            sympy.sqrt(e_to(1) + 1),
            log(e_to(1) + 1),
        ],
    )
    def test_others_are_decimals(self, expression):
        assert abs(decimal(worth(expression)) - MP.mpf(expression.n(100)._mpf_)) < 1e-80 * expression.n()

    def test_division_by_exponentials_that_are_nothing(self):
        with pytest.raises(Undefined):
            worth(1 / (e_to(1) - e_to(1) * e_to(Rational(1, 10**70))))

    @pytest.mark.parametrize("expression", [sympy.zoo, sympy.I, sympy.nan, log(-2), sympy.exp(10**12)])
    def test_no_real_value(self, expression):
        with pytest.raises(Undefined):
            worth(expression)

    def test_division_by_what_is_nothing(self):
        with pytest.raises(Undefined):
            worth(1 / (log(2) + log(3) - log(6)))

    def test_comparison(self):
        one, other = worth(log(2) + log(3)), worth(log(6))
        assert same(one, other)
        assert not same(other, other + Fraction(1, 10**30))
        assert relation_holds(">", worth(log(3)), Fraction(1))
        assert not relation_holds(">", other, one)
        assert relation_holds("≥", other, one)


class TestMatrices:
    """What the words of hypotheses ask for is drawn, and seen to hold by the evaluator."""

    A = matrix("A", n, n)
    Q = matrix("Q", n, m)

    @pytest.mark.parametrize("number", [0, 1, 2])
    @pytest.mark.parametrize(
        "given",
        [
            (symmetric(A),),
            (diagonal(A),),
            (orthonormal(A),),
            (idempotent(A),),
            (psd(A),),
            (invertible(A),),
            (symmetric(A), orthonormal(A)),
            (symmetric(A), idempotent(A)),
            (psd(A), invertible(A)),
            (diagonal(A), idempotent(A)),
            (positive(A), symmetric(A)),
            (equation(Sum(A[i, k] * A[j, k], k), delta(i, j)),),
            (equation(Sum(A[k, i] * A[k, j], k), delta(j, i)),),
            (equation(A[i, j], A[j, i]),),
            (equation(A[i, j], -A[j, i]),),
            (equation(Sum(A[i, k] * A[k, j], k), A[i, j]),),
        ],
        ids=str,
    )
    def test_a_square_one(self, given, number):
        made = instance(Sum(self.A[i, k] * x[k], k), given=given, number=number)
        assert Holding(made, {}).denied() is None

    def test_orthonormal_columns_of_more_entries(self):
        survey = Survey(Sum(self.Q[k, c] * self.Q[k, d], k), delta(c, d), (orthonormal(self.Q),))
        made, _ = sample(survey, {n: 3, m: 2}, random.Random(1))
        assert Exact(made).value(survey.left, {c: 1, d: 1}) == 1
        assert Exact(made).value(survey.left, {c: 1, d: 2}) == 0
        with pytest.raises(Unsatisfied):
            sample(survey, {n: 1, m: 2}, random.Random(1))

    def test_numbers_that_do_not_hold_are_told(self):
        made = instance(Sum(self.A[i, k] * x[k], k), given=(symmetric(self.A), psd(self.A)))
        made.values[self.A, (1, 2)] += 1
        assert Holding(made, {}).denied() == symmetric(self.A)
        made.values[self.A, (1, 2)] -= 1
        made.values[self.A, (2, 2)] = Fraction(-1)
        assert Holding(made, {}).denied() == psd(self.A)


class TestHolding:
    """The evaluator is not the sampler: it is asked about numbers that were spoilt after they were drawn."""

    @pytest.mark.parametrize(
        "given",
        [
            normalised(y),
            onehot(y),
            positive(y),
            equation(y[k], delta(k, 1)),
            nonnegative(y[k]),
            equation(Sum(y[k] ** 2, k), 1),
        ],
        ids=str,
    )
    def test_spoilt_numbers(self, given):
        made = instance(Sum(y[k] * x[k], k), given=given)
        assert Holding(made, {}).denied() is None
        made.values[y, (1,)] = Fraction(-7)
        assert Holding(made, {}).denied() == given

    def test_a_letter_declared_positive(self):
        q = vector("q", n, positive=True)
        made = instance(Sum(q[k], k))
        made.values[q, (2,)] = Fraction(0)
        assert Holding(made, {}).denied() == q

    def test_an_equation_that_holds_at_one_point_only(self):
        w = family("w", n, of=z)
        made = instance(Sum(D(w[k], z[d]), k), given=normalised(w))
        key = next(key for key in made.solved if key[0] == w)
        value = made.values[key]
        del made.solved[key]
        assert made.values[key] == value
        assert Holding(made, {}).denied() == normalised(w)

    def test_one_hot_and_positive_at_once(self):
        given = (onehot(y), positive(y))
        assert numbers(instance(Sum(y[k], k), given=given, number=0), y) == [1]
        with pytest.raises(Unsatisfied):
            instance(Sum(y[k], k), given=given)

    def test_what_the_claim_does_not_speak_of_can_be_met(self):
        w = family("w", n, of=z)
        for given in (constant(w, z), at_least(m, 2), distinct(c, d)):
            made = instance(Sum(y[k] * w[k], k), given=given)
            assert Holding(made, {}).denied() is None

    def test_a_logarithm_that_is_given(self):
        made = instance(exp(y[i]), given=equation(log_of(x[k]), y[k]))
        assert same(Exact(made).value(exp(y[i]), {i: 1}), numbers(made, x)[0])


def test_letters_are_shown_in_the_pages_own_names():
    made = instance(D(p[k], z[d]), p[k] * x[k], style="simple", number=0)
    values = Exact(made)
    values.value(made.survey.left, {k: 1, d: 1})
    shown = {value.name_text: value for value in letters_shown(made)}
    assert set(shown) == {"e^h", "∂h/∂z"}
    assert shown["e^h"].name_latex == "e^{h}"
    assert shown["∂h/∂z"].value_text.startswith("((")
