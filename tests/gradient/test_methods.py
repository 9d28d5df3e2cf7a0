"""The three ways to a derivative, the numbers they are tried on, and the plot."""

import subprocess
import sys
import warnings

import numpy as np
import pytest
from click.testing import CliRunner

from derive.cli import cli
from derive.convergence import observed_order
from derive.gradient import between, check_gradient, labels, normal, one_hot, positive, simplex
from derive.gradient.cases import cross_entropy, entropy
from derive.gradient.complex_step import complex_step
from derive.gradient.curve import Curve
from derive.gradient.differences import CURVE_STEPS, richardson
from derive.gradient.draws import sizes_of
from derive.gradient.high_precision import HighPrecision, Unavailable
from derive.gradient.plot import NoMatplotlib, plot_curve
from derive.gradient.points import points

X = np.array([0.3, -0.7, 0.55, 0.8])
W = np.random.default_rng(0).normal(size=(4, 4))

# NumPy on numbers of many digits


NAMES = """
    exp expm1 log1p log sin cos tan sinh cosh tanh arcsin arccos arctan arcsinh arctanh cbrt exp2 square reciprocal
    negative absolute fabs sign isfinite isnan isinf signbit degrees radians rint floor ceil sinc
"""
FUNCTIONS = {
    **{name: getattr(np, name) for name in NAMES.split()},
    "sqrt": lambda x: np.sqrt(np.abs(x)),
    "log2": lambda x: np.log2(np.abs(x)),
    "log10": lambda x: np.log10(np.abs(x)),
    "arccosh": lambda x: np.arccosh(1 + x * x),
    "logaddexp": lambda x: np.logaddexp(x, 1.0),
    "logaddexp of numbers": lambda x: np.logaddexp(x[0], x[1]),
    "logaddexp.reduce": np.logaddexp.reduce,
    "hypot": lambda x: np.hypot(x, 2.0),
    "arctan2": lambda x: np.arctan2(x, 2.0),
    "maximum": lambda x: np.maximum(x, 0),
    "where": lambda x: np.where(x > 0, x, np.logaddexp(x, 0)),
    "matrix": lambda x: x @ W,
    "einsum": lambda x: np.einsum("i,ij,j->", x, W, x),
    "outer": np.outer,
    "var": np.var,
    "std": np.std,
    "norm": np.linalg.norm,
    "det": lambda x: np.linalg.det(np.diag(x) + W),
    "slogdet": lambda x: np.linalg.slogdet(np.diag(x) + W)[1],
    "inv": lambda x: np.linalg.inv(np.diag(x) + W),
    "solve": lambda x: np.linalg.solve(np.diag(x) + W, x),
    "concatenate": lambda x: np.logaddexp(np.concatenate([x, 2 * x]), 0),
    "sort": np.sort,
    "median": np.median,
    "cumsum": np.cumsum,
    "clip": lambda x: np.clip(x, -0.5, 0.5),
    "trapezoid": np.trapezoid,
    "take": lambda x: x[np.argmax(x)],
    "keepdims": lambda x: x - x.max(axis=0, keepdims=True),
    "a number with an axis": lambda x: x - x.max()[..., None],
    "a number's methods": lambda x: x.sum().reshape(1),
    "in place": lambda x: np.exp(x, out=x),
    "zeros like": lambda x: np.zeros_like(x) + x,
    "mixed numbers": lambda x: np.float64(2.5) * x[0] + np.float32(0.5) * x[1] + np.int64(3) * x[2],
    "a list": lambda x: [x[0], x[1]],
    "fractional power": lambda x: np.power(np.abs(x), 0.3),
    "negative base": lambda x: np.power(x, 0.3),
}
if not hasattr(np, "trapezoid"):  # NumPy 1.26
    del FUNCTIONS["trapezoid"]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_numpy_computes_with_many_digits_what_it_computes_with_16(name):
    high = HighPrecision()
    function = FUNCTIONS[name] if name != "outer" else lambda x: np.outer(x, x)
    found = high.evaluate(function, high.read(X))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        expected = np.ravel(function(X.copy()))
    assert np.allclose(high.floats(found), expected, rtol=1e-13, atol=1e-15, equal_nan=True)


def test_scipy_s_functions_too():
    special = pytest.importorskip("scipy.special")
    high = HighPrecision()
    for name in ("expit", "log_expit", "erf", "erfc", "ndtr", "gammaln", "psi"):
        function = getattr(special, name)
        found = high.floats(high.evaluate(function, high.read(np.abs(X))))
        assert np.allclose(found, function(np.abs(X)), rtol=1e-13), name


def test_digits_are_kept():
    high = HighPrecision()
    [found] = high.evaluate(lambda x: np.exp(np.log(x[0] + 1)) - 1 - x[0], high.read(X), digits=80)
    assert abs(found) < 1e-75


def into_zeros(x):
    made = np.zeros(2)
    made[0] = x[0]
    return made


LEAKS = {
    "float": lambda x: x - float(x.max()),
    "astype": lambda x: x.astype(np.float32) * 2.0,
    "an array of floats": into_zeros,
    "asarray": lambda x: np.asarray(x, dtype=float),
    "int": lambda x: x * int(x[0]),
}


@pytest.mark.parametrize("name", LEAKS)
def test_what_loses_digits_is_refused_with_its_place(name):
    high = HighPrecision()
    with pytest.raises(Unavailable, match=r"it turns numbers into floats \(test_methods.py, line \d+\)"):
        high.evaluate(LEAKS[name], high.read(X))


def test_what_does_not_run_is_said():
    high = HighPrecision()
    with pytest.raises(Unavailable, match="on mpmath numbers it raises ValueError"):
        high.evaluate(lambda x: x * np.finfo(x.dtype).eps, high.read(X))


# derivatives


def softmax(x):
    e = np.exp(x - x.max())
    return e / e.sum()


def softmax_slopes(x):
    p = softmax(x)
    return np.diag(p) - np.outer(p, p)


def test_many_digits_give_the_derivative_to_the_last_place():
    high = HighPrecision()
    slopes = high.jacobian(softmax, high.read(X), range(4))
    assert np.allclose(high.floats(slopes.values), softmax_slopes(X), rtol=1e-15)
    assert not slopes.jumps.any()


def test_many_digits_reach_the_far_tail():
    high = HighPrecision()
    x = X * 300
    slopes = high.jacobian(softmax, high.read(x), range(4))
    slope, p = high.floats(slopes.values)[1, 3], softmax(x)
    assert 0 < -slope < 1e-150
    assert slope == pytest.approx(-p[1] * p[3], rel=1e-10)


def test_kinks_are_found_and_extrema_are_not():
    high = HighPrecision()
    x = high.read(np.array([0.0, 2.0]))
    assert high.jacobian(np.abs, x, range(2)).jumps.tolist() == [[2, 0], [0, 0]]
    assert not high.jacobian(lambda x: (x * x).sum(), x, range(2)).jumps.any()


def test_the_complex_step_is_right_to_rounding():
    assert np.allclose(complex_step(softmax, X, range(4)), softmax_slopes(X), rtol=1e-14)


@pytest.mark.parametrize("function", [lambda x: x.real * 1.0, np.abs, lambda x: x.astype(float)])
def test_the_complex_step_is_refused_where_the_imaginary_part_is_dropped(function):
    with pytest.raises(Unavailable):
        complex_step(function, X, range(4))


def test_extrapolated_differences_know_their_error():
    for scale in (1e-3, 1.0, 30.0):
        slopes, errors = richardson(softmax, X * scale, range(4))
        assert np.all(np.abs(slopes - softmax_slopes(X * scale)) <= errors)
        assert errors.max() < 1e-7


def test_extrapolated_differences_are_not_misled_by_large_steps():
    x = 1e6 + X
    slopes, errors = richardson(
        lambda x: np.atleast_1d(x.max() + np.log(np.exp(x - x.max()).sum())), x, range(4)
    )
    assert np.all(np.abs(slopes - softmax(x)) <= errors)


ROUNDED_AWAY = {
    "to a constant": (
        lambda x: cross_entropy(x, np.eye(4)[3]),
        [0.78708422, -10.14639854, 8.45617962, 23.92497444],
    ),
    "in one part": (entropy, [-30.2053566, -39.66307449, 9.05092716, -9.28097343]),
}


@pytest.mark.parametrize("name", ROUNDED_AWAY)
def test_extrapolated_differences_are_not_misled_by_small_steps(name):
    """Where all or one part of f is rounded away, small steps agree with one another on a wrong slope."""
    f, x = ROUNDED_AWAY[name][0], np.array(ROUNDED_AWAY[name][1])
    high = HighPrecision()
    exact = high.floats(high.jacobian(f, high.read(x), range(4)).values)
    slopes, errors = richardson(lambda x: np.atleast_1d(f(x)), x, range(4))
    assert np.all(np.abs(slopes - exact) <= errors + 1e-15)


@pytest.mark.parametrize("order", [1, 2, 4])
def test_the_order_of_made_up_errors(order):
    assert observed_order(CURVE_STEPS**order + 1e-15 / CURVE_STEPS) == pytest.approx(order, abs=0.1)


def test_no_order():
    assert observed_order(1e-16 / CURVE_STEPS) is None
    assert observed_order(0.1 + CURVE_STEPS) == pytest.approx(0, abs=0.1)


# what is drawn


@pytest.mark.parametrize("draw", [normal("n"), positive("n"), between(-2, 2, "n")])
def test_nothing_special_is_drawn(draw):
    for seed in range(20):
        drawn = np.abs(draw(np.random.default_rng(seed), {"n": 6}))
        assert np.all(drawn > 1e-3)
        assert np.all(np.abs(drawn - 1) > 1e-3)
        assert len(set(drawn.tolist())) == 6
        assert np.array_equal(drawn, drawn.astype(np.float32))


def test_probabilities_sum_to_one_exactly():
    drawn = simplex("B", "n")(np.random.default_rng(1), {"B": 4, "n": 6})
    assert np.all(drawn.sum(axis=-1) == 1)
    assert np.all(drawn.astype(np.float32).sum(axis=-1) == 1)
    assert np.all(drawn > 0)
    hot = one_hot("B", "n")(np.random.default_rng(1), {"B": 4, "n": 6})
    assert np.array_equal(hot.sum(axis=-1), np.ones(4))
    labelled = labels(50, of="n")(np.random.default_rng(1), {"n": 3})
    assert set(labelled.tolist()) == {0, 1, 2}


def test_sizes_are_unequal_and_one_among_them():
    sizes = sizes_of([normal("m", "n")], np.random.default_rng(1))
    first, second, third = (next(sizes) for _ in range(3))
    assert first["m"] != first["n"]
    assert first["n"] != second["n"]
    assert 1 in third.values()


def test_the_kinds_of_points():
    found = [*points(("n",), {"T": positive()}, np.random.default_rng(1))]
    assert [point.label for point in found] == [
        "plain", "plain", "plain", "small", "confident", "offset 1e6", "tiny T",
    ]  # fmt: skip
    assert found[5].x.min() > 9e5
    assert found[6].parameters["T"] < 0.1
    given = [*points(np.array([1.0, 0.0]), {}, np.random.default_rng(1))]
    assert [point.label for point in given] == ["given", "near", "near", "near"]
    assert all(point.x.all() for point in given[1:])


# the plot


CURVE = Curve((0.1, 0.05, 0.025), (1e-2, 2e-3, 1e-3), (1e-2, 2.5e-3, 6e-4), 2.0)


@pytest.mark.parametrize(("name", "begins"), [("v.png", b"\x89PNG"), ("v.svg", b"<?xml"), ("v.pdf", b"%PDF")])
def test_a_plot_is_written(tmp_path, name, begins):
    pytest.importorskip("matplotlib")
    plot_curve(CURVE, tmp_path / name)
    assert (tmp_path / name).read_bytes().startswith(begins)
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_a_report_is_plotted(tmp_path):
    pytest.importorskip("matplotlib")
    report = check_gradient(np.sin, np.cos, at=())
    (axes,) = report.plot().axes
    assert axes.get_xlabel() == "step h"
    assert not list(tmp_path.iterdir())
    report.plot(tmp_path / "v.svg")
    assert "step h" in (tmp_path / "v.svg").read_text("utf-8") or (tmp_path / "v.svg").stat().st_size > 1000


def test_a_report_shows_itself_in_words():
    report = check_gradient(np.sin, np.cos, at=())
    assert repr(report) == str(report)


def test_a_plot_of_nothing_is_refused(tmp_path):
    with pytest.raises(ValueError, match="there is no curve"):
        check_gradient(np.log, lambda x: 1 / x, at=np.array(-1.0)).plot(tmp_path / "v.png")
    with pytest.raises(ValueError, match=r"not as v\.bmp"):
        plot_curve(CURVE, tmp_path / "v.bmp")


def test_without_matplotlib_it_is_said(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(NoMatplotlib, match=r"pip install 'derive-check\[plots\]'"):
        plot_curve(CURVE, tmp_path / "v.png")
    monkeypatch.setattr("derive.commands.check.find_spec", lambda _: None)
    told = CliRunner().invoke(cli, ["check", "softargmax.jacobian", "--plot", str(tmp_path / "v.png")])
    assert told.exit_code == 2
    assert "plots need matplotlib" in told.output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["softargmax.jacobian", "--plot", "v.txt"], "v.txt is none of .png, .svg, .pdf"),
        (["softargmax", "eol", "--plot", "v.png"], "--plot takes one identity"),
    ],
)
def test_plots_that_make_no_sense_are_refused(words, says, monkeypatch):
    monkeypatch.setattr("derive.commands.check.find_spec", lambda _: True)
    told = CliRunner().invoke(cli, ["check", *words])
    assert (told.exit_code, says in told.output) == (2, True)


@pytest.mark.parametrize(
    ("target", "status"), [("softargmax.jacobian", 0), ("tests/refused/softplus_slope.py", 1)]
)
def test_the_curve_of_an_identity(tmp_path, target, status):
    """Of a refuted one too: there it shows the floor."""
    pytest.importorskip("matplotlib")
    command = [sys.executable, "-m", "derive", "check", target, "--plot", str(tmp_path / "v.png")]
    assert subprocess.run(command, check=False, capture_output=True).returncode == status
    assert (tmp_path / "v.png").read_bytes().startswith(b"\x89PNG")
