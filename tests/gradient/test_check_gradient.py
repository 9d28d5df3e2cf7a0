"""`check_gradient` on the cases of our own choosing: no wrong gradient passes, no right one raises an alarm."""

import math
import subprocess
import sys
from collections import Counter
from functools import cache

import numpy as np
import pytest

from derive import check_gradient
from derive.gradient import GradientReport, evidence, normal, one_hot, positive, rounding
from derive.gradient.cases import (
    CASES,
    RIGHT,
    WRONG,
    Case,
    cross_entropy,
    cross_entropy_gradient,
    exact_gelu,
    exact_gelu_gradient,
    layer_norm,
    layer_norm_vjp,
    logsumexp,
    network,
    network_gradient,
    softmax,
    softmax_jacobian,
    softmax_vjp,
    with_first,
    with_least,
)

NAN = "not a number on both sides"


@cache
def report(case: Case, seed: int = 1) -> GradientReport:
    return check_gradient(case.f, case.gradient, seed=seed, **case.options)


# the cases


def test_there_are_enough_cases():
    assert len(CASES) >= 40
    assert len({case.name for case in CASES}) == len(CASES)
    assert all(case.right for case in RIGHT)
    assert not any(case.right for case in WRONG)


@pytest.mark.parametrize("case", RIGHT, ids=lambda case: case.name)
def test_a_right_gradient_agrees(case):
    assert report(case).outcome == "agrees", report(case)


@pytest.mark.parametrize("case", WRONG, ids=lambda case: case.name)
def test_a_wrong_gradient_differs(case):
    expected = "inconclusive" if case.name == NAN else "differs"
    assert report(case).outcome == expected, report(case)


def test_the_count():
    outcomes = Counter((case.right, report(case).outcome) for case in CASES)
    passed, alarmed = outcomes[False, "agrees"], outcomes[True, "differs"]
    open_cases = [case.name for case in CASES if report(case).outcome == "inconclusive"]
    count = (
        f"{passed} of {len(WRONG)} wrong passed, {alarmed} of {len(RIGHT)} right alarmed, open: {open_cases}"
    )
    print(count)  # noqa: T201  the figure that counts
    assert (passed, alarmed, open_cases) == (0, 0, [NAN])


def test_every_right_case_was_given_wrong_gradients_and_caught_them():
    for case in RIGHT:
        planted = report(case).planted
        assert sum(each.planted for each in planted) >= 10
        assert not any(each.missed for each in planted)


# planted wrong gradients, as functions of their own


SUBJECTS = {
    "gradient": (cross_entropy, cross_entropy_gradient, {"parameters": {"y": one_hot("n"), "T": positive()}}),
    "vjp": (layer_norm, layer_norm_vjp, {"parameters": {"w": normal("n")}, "form": "vjp"}),
    "Jacobian": (softmax, softmax_jacobian, {}),
    "without digits": (exact_gelu, exact_gelu_gradient, {}),
    "kinks": (network, network_gradient, {"parameters": {"W": normal("m", "n"), "u": normal("m")}}),
}
SLIPS = {
    "first doubled": lambda g: with_first(2, g),
    "first zeroed": lambda g: with_first(0, g),
    "first 0.04 % off": lambda g: with_first(1.0004, g),
    "least doubled": lambda g: with_least(lambda entry: 2 * entry, g),
    "least zeroed": lambda g: with_least(lambda entry: 0 * entry, g),
    "1e-7 off": lambda g: lambda *a, **b: g(*a, **b) * (1 + 1e-7),
    "sign": lambda g: lambda *a, **b: -g(*a, **b),
    "scaled": lambda g: lambda *a, **b: g(*a, **b) * 1.5,
    "zero": lambda g: lambda *a, **b: g(*a, **b) * 0,
    "not a number": lambda g: lambda *a, **b: g(*a, **b) * np.nan,
}


# A Jacobian has equal entries, of which rounding decides the least; at kinks the least is 0 where all are inactive.
PLANTED = [
    (subject, slip)
    for subject in SUBJECTS
    for slip in SLIPS
    if not (subject in {"Jacobian", "kinks"} and slip.startswith("least"))
]


@pytest.mark.parametrize(("subject", "slip"), PLANTED)
def test_a_planted_wrong_gradient_is_caught(subject, slip):
    f, gradient, options = SUBJECTS[subject]
    assert check_gradient(f, SLIPS[slip](gradient), at=("n",), **options).outcome == "differs"


def test_a_check_that_sees_too_little_certifies_nothing(monkeypatch):
    monkeypatch.setattr(evidence, "ULPS", 1e12)
    monkeypatch.setattr(rounding, "ULPS", 1e12)
    found = check_gradient(logsumexp, softmax, at=("n",))
    assert found.outcome == "inconclusive"
    assert "a planted wrong gradient was not noticed" in found.reason
    assert any(each.missed for each in found.planted)


# what is said


def test_the_entry_and_what_it_looks_like():
    case = next(case for case in WRONG if case.name == "1/T missing")
    found = report(case)
    assert "every entry is T times the derivative" in found.reason
    assert found.worst is not None
    assert found.worst.relative > 0.01
    flipped = check_gradient(logsumexp, lambda x: -softmax(x), at=("n",))
    assert "the sign is wrong" in flipped.reason
    double = check_gradient(logsumexp, lambda x: 2 * softmax(x), at=("n",))
    assert "every entry is 2 times the derivative" in double.reason
    single = next(case for case in WRONG if case.name == "single precision inside")
    assert "the errors are as small as those of single precision" in report(single).reason


def test_the_report_in_words():
    text = str(report(RIGHT[0], 5))
    assert text.startswith("agrees: ")
    assert text.endswith("seed 5")
    assert "differences at high precision: used" in text
    assert "offset 1e6 point with n = " in text
    assert "wrong gradients planted, 0 missed" in text


def test_only_agreement_is_true():
    assert GradientReport("agrees", "", 1)
    assert not GradientReport("differs", "", 1)
    assert not GradientReport("inconclusive", "", 1)


def test_a_seed_reproduces():
    again = check_gradient(RIGHT[0].f, RIGHT[0].gradient, seed=7, **RIGHT[0].options)
    assert again == report(RIGHT[0], 7)
    assert again.points != report(RIGHT[0], 8).points


# how much can be seen


def test_the_formula_and_the_code_are_judged_apart():
    found = check_gradient(lambda x: ((1 - np.cos(x)) / x**2).sum(), slope_of_cosine_quotient, at=(4,))
    assert found.outcome == "agrees"
    assert found.ulps > 1e6
    assert any("digits to rounding" in note for note in found.notes)
    assert max(point.formula_error for point in found.points) < 1e-30


def slope_of_cosine_quotient(x):
    """Right, and of no digit near 0 in double precision."""
    return np.sin(x) / x**2 - 2 * (1 - np.cos(x)) / x**3


def test_both_precisions_are_measured():
    found = report(RIGHT[0])
    assert found.ulps < 64
    assert 0 < found.single_ulps < 64


def test_single_precision_is_judged_in_its_own_units():
    right = check_gradient(logsumexp, softmax, at=("n",), dtype=np.float32)
    assert right.outcome == "agrees"
    assert (
        check_gradient(logsumexp, with_first(1 + 1e-5, softmax), at=("n",), dtype=np.float32).outcome
        == "differs"
    )


def test_without_complex_numbers_or_digits_it_says_what_it_cannot_see():
    found = check_gradient(
        lambda x: exact_gelu(x) * weights(), lambda x: exact_gelu_gradient(x) * weights(), at=(3,)
    )
    assert dict(found.methods)["extrapolated differences"] == "used"
    tail = np.array([1.0, 1.0, 1e-13])
    seen = check_gradient(
        lambda x: exact_gelu_each(x) @ tail, lambda x: exact_gelu_gradient(x) * tail, at=(3,)
    )
    assert seen.outcome == "inconclusive"
    assert "differences at many digits would see it" in seen.reason


def weights():
    return 0.7


def exact_gelu_each(x):
    return 0.5 * x * (1 + np.vectorize(math.erf)(x / math.sqrt(2)))


def test_what_is_not_analytic_as_written_is_noticed():
    found = check_gradient(lambda x: (np.abs(x) + x).sum(), lambda x: np.sign(x) + 1, at=("n",))
    assert found.outcome == "agrees"
    assert dict(found.methods)["complex step"] == "not analytic as written"
    dropped = check_gradient(lambda x: np.abs(x).sum(), np.sign, at=("n",))
    assert dict(dropped.methods)["complex step"] == "not possible: it drops the imaginary part"


def test_a_kink_shows_in_the_order():
    found = check_gradient(lambda x: (x * np.abs(x)).sum(), lambda x: 2 * np.abs(x), at=np.array([0.0, 1.0]))
    assert found.outcome == "agrees"
    assert found.curve.order == pytest.approx(1, abs=0.01)
    assert any("order 1.0 and not 2" in note for note in found.notes)


def test_a_kink_at_the_very_point_is_no_agreement():
    found = check_gradient(lambda x: np.abs(x).sum(), np.sign, at=np.array([0.0, 1.0]))
    assert found.outcome == "inconclusive"
    assert "f has a kink in entry [0] at the given point" in found.reason


def test_special_values_hide_wrong_gradients():
    held = check_gradient(logsumexp, softmax, at=("n",), parameters={"T": 1.0})
    assert held.outcome == "inconclusive"
    assert "T = 1 was held" in held.reason
    assert any("a factor T missing" in each for planted in held.planted for each in planted.missed) is False
    drawn = check_gradient(logsumexp, softmax, at=("n",), parameters={"T": positive()})
    assert drawn.outcome == "agrees"
    equal = check_gradient(weighted, lambda x, w: 2 * w * x, at=(3,), parameters={"w": np.ones(3)})
    assert "every entry of w = 1 was held" in equal.reason


def weighted(x, w):
    return (w * x * x).sum()


def test_nothing_is_nothing():
    inside = check_gradient(lambda x: np.log(x).sum(), lambda x: 1 / x, at=np.array([-1.0, 2.0]))
    assert inside.outcome == "inconclusive"
    assert "f is nan there" in inside.reason
    everywhere = check_gradient(lambda x: np.sqrt(-np.abs(x)).sum(), lambda x: x * np.nan, at=("n",))
    assert everywhere.outcome == "inconclusive"


def test_what_is_excused_is_not_certified():
    scale = np.array([1.0, 1e-9])
    f, right, wrong = (
        lambda x: (scale * x * x).sum(),
        lambda x: 2 * scale * x,
        lambda x: 2 * np.array([1.0, 3e-9]) * x,
    )
    x = np.array([0.5, 0.7])
    assert check_gradient(f, right, at=x).outcome == "agrees"
    assert check_gradient(f, wrong, at=x).outcome == "differs"
    excused = check_gradient(f, wrong, at=x, atol=1e-6)
    assert excused.outcome == "inconclusive"
    assert "entry [1]" in excused.reason


def test_chance_is_not_agreement():
    generator = np.random.default_rng(0)
    noisy = check_gradient(lambda x: (x * generator.normal()).sum(), lambda x: x, at=("n",))
    assert "f gives another value at each call" in noisy.reason
    dropped = check_gradient(lambda x: (x * x).sum(), lambda x: 2 * x * generator.normal(), at=("n",))
    assert "the claimed gradient gives another value" in dropped.reason


# shapes, forms, sizes


def test_scalars_vectors_matrices():
    assert check_gradient(np.sin, np.cos, at=())
    assert check_gradient(np.sin, np.cos, at=0.3)
    assert check_gradient(lambda x: x @ x, lambda x: list(2 * x), at=[1.5, 2.5])
    assert check_gradient(lambda X: np.tanh(X).sum(), lambda X: 1 - np.tanh(X) ** 2, at=("B", "T", 2))


def test_the_wrong_shape_differs():
    column = check_gradient(lambda x: x @ x, lambda x: 2 * x[:, None], at=(3,))
    assert (column.outcome, "has the shape (3, 1)" in column.reason) == ("differs", True)
    forgotten = check_gradient(np.exp, np.exp, at=(3,))
    assert "say form='vjp' if it takes an upstream" in forgotten.reason


def test_a_transposed_jacobian_differs():
    A = np.random.default_rng(3).normal(size=(3, 3))
    assert check_gradient(lambda x: A @ x, lambda x: A, at=(3,))
    assert not check_gradient(lambda x: A @ x, lambda x: A.T, at=(3,))


def test_large_arrays_are_sampled_and_the_rest_is_seen_in_one_direction():
    w = np.random.default_rng(0).normal(size=500)
    right = check_gradient(lambda x: (w * x * x).sum(), lambda x: 2 * w * x, at=w)
    assert right.outcome == "agrees"
    assert any("the others agree in a random direction" in note for note in right.notes)

    def wrong(x):
        made = 2 * w * x
        made[77] *= 1.0004
        return made

    found = check_gradient(lambda x: (w * x * x).sum(), wrong, at=w)
    assert found.outcome == "differs"
    assert "entry [77]" in found.reason


def test_too_large_an_array_is_never_certified():
    x = np.random.default_rng(0).normal(size=3000)
    found = check_gradient(lambda x: (x * x).sum(), lambda x: 2 * x, at=x)
    assert found.outcome == "inconclusive"
    assert "check a smaller size" in found.reason


def test_a_function_that_writes_on_its_argument():
    assert check_gradient(lambda x: np.exp(x, out=x).sum(), lambda x: np.exp(x, out=x), at=("n",))


# the curve


def test_the_curve_has_the_shape_of_a_v():
    curve = report(RIGHT[0]).curve
    assert curve.order == pytest.approx(2, abs=0.05)
    best = int(np.argmin(curve.true_errors))
    assert 5 < best < len(curve.steps) - 5
    assert curve.true_errors[0] > 1e6 * curve.true_errors[best] < curve.true_errors[-1]


def test_a_wrong_gradient_is_a_floor_in_the_curve():
    curve = check_gradient(logsumexp, lambda x: softmax(x) * (1 + 1e-5), at=("n",)).curve
    assert min(curve.errors) > 1e-6
    assert min(curve.true_errors) < 1e-9


# errors


def test_what_is_raised_at_the_first_point_reaches_the_user():
    with pytest.raises(ZeroDivisionError) as raised:
        check_gradient(lambda x: 1 / 0, lambda x: x, at=(2,))
    assert "at the first point of the gradient check, x of shape (2,)" in raised.value.__notes__[0]


@pytest.mark.parametrize(
    ("at", "fault", "says"),
    [
        ("n", TypeError, "at= is a shape, a draw, a function"),
        ((0,), ValueError, "sizes above 0"),
        (np.zeros(0), ValueError, "no entries"),
    ],
)
def test_where_to_check_must_make_sense(at, fault, says):
    with pytest.raises(fault, match=says):
        check_gradient(lambda x: x.sum(), np.ones_like, at=at)


def test_f_must_give_real_numbers():
    with pytest.raises(TypeError, match="not real numbers"):
        check_gradient(lambda x: x.sum() * 1j, np.ones_like, at=(2,))
    with pytest.raises(TypeError, match="form='jacobian'"):
        check_gradient(np.exp, np.exp, at=(2,), form="gradient")


def test_the_check_is_loaded_when_needed():
    program = (
        "import sys, derive; before = {'numpy', 'sympy'} & set(sys.modules); derive.check_gradient; "
        "sys.exit(bool(before) or 'sympy' in sys.modules or 'numpy' not in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
    pages = "import sys\nfrom derive import *\nsys.exit('derive.gradient.check' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", pages], check=False).returncode == 0


def test_softmax_vjp_of_the_cases_is_the_jacobian_s():
    x, v = np.random.default_rng(1).normal(size=(2, 4))
    assert np.allclose(softmax_vjp(x, v), v @ softmax_jacobian(x))
