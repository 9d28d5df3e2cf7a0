"""What documents write in exponentials is computed without one that overflows, and is right at ±1000."""

import math
import re
import warnings

import numpy as np
import pytest

from derive.codegen import TARGETS, NoCode, code, function
from derive.documents.statements import proved

LOGISTIC = [
    r"\frac{1}{1 + e^{-x}}",
    r"\frac{e^{x}}{1 + e^{x}}",
    r"\frac{e^{x}}{e^{x} + 1}",
    r"\frac{\exp(x)}{\exp(x) + 1}",
    r"(1 + e^{-x})^{-1}",
    r"1 - \frac{1}{1 + e^{x}}",
]
FAR = np.array([-1000.0, -30.0, 0.0, 30.0, 1000.0])
SMALL = math.exp(-30) / (1 + math.exp(-30))
VALUES = np.array([0.0, SMALL, 0.5, 1 - SMALL, 1.0])


def stated(tmp_path, text, line):
    path = tmp_path / "notes.md"
    path.write_text(text, encoding="utf-8")
    return proved(path, str(line))


def without_warnings(computed, *arguments):
    """The value, of double precision, if nothing overflows on the way."""
    with warnings.catch_warnings(), np.errstate(over="raise", invalid="raise", divide="raise"):
        warnings.simplefilter("error")
        return computed(*arguments)


@pytest.mark.parametrize("form", LOGISTIC)
def test_the_logistic_however_it_is_written(tmp_path, form):
    right = re.sub(r"x\b(?!p)", "x_i", form)
    text = rf"$$\frac{{\partial}}{{\partial x_i}} \log(1 + e^{{x_i}}) = {right}$$"
    computed = function(stated(tmp_path, text, 1))
    assert without_warnings(computed, FAR) == pytest.approx(VALUES, rel=1e-14, abs=0)


@pytest.mark.parametrize(
    "form", [r"\frac{e^{x_i}}{(1 + e^{x_i})^2}", r"\frac{e^{x_i}}{1 + e^{x_i}} \frac{1}{1 + e^{x_i}}"]
)
def test_its_slope(tmp_path, form):
    text = rf"$$\frac{{\partial}}{{\partial x_i}} \frac{{1}}{{1 + e^{{-x_i}}}} = {form}$$"
    computed = function(stated(tmp_path, text, 1))
    assert without_warnings(computed, FAR) == pytest.approx(VALUES * VALUES[::-1], rel=1e-14, abs=0)


MIXTURE = r"""Let $L = \log \sum_j \pi_j e^{h_j}$ with $\pi_j > 0$.

$$\frac{\partial L}{\partial h_k} = \frac{\pi_k e^{h_k}}{\sum_j \pi_j e^{h_j}}$$

$$L = \log \sum_j e^{h_j} \pi_j$$

Let $M = \frac{\sum_j t_j e^{h_j}}{\sum_j e^{h_j}}$.

$$M = \sum_i \frac{e^{h_i}}{\sum_j e^{h_j}} t_i$$
"""
SCORES = np.array([1000.0, -1000.0, 999.0])
WEIGHTS = np.array([0.5, 0.25, 0.25])


def test_responsibilities(tmp_path):
    computed = function(stated(tmp_path, MIXTURE, 3))
    top = WEIGHTS * np.array([1, 0, math.exp(-1)])
    assert without_warnings(computed, WEIGHTS, SCORES) == pytest.approx(top / top.sum(), rel=1e-14)
    assert without_warnings(computed, WEIGHTS, -SCORES) == pytest.approx([0, 1, 0], abs=1e-300)


def test_the_logarithm_of_a_weighted_sum(tmp_path):
    computed = function(stated(tmp_path, MIXTURE, 5))
    expected = 1000 + math.log(0.5 + 0.25 * math.exp(-1))
    named = {"h": SCORES, "pi": WEIGHTS}
    assert without_warnings(lambda: computed(**named)) == pytest.approx(expected, rel=1e-14)


def test_an_expectation(tmp_path):
    computed = function(stated(tmp_path, MIXTURE, 9))
    named = {"h": SCORES, "t": np.array([1.0, 2.0, 3.0])}
    expected = (1 + 3 * math.exp(-1)) / (1 + math.exp(-1))
    assert without_warnings(lambda: computed(**named)) == pytest.approx(expected, rel=1e-14)


def test_two_softargmaxes_are_two(tmp_path):
    left = r"\sum_k \frac{e^{a_k}}{\sum_j e^{a_j}} \frac{e^{b_k}}{\sum_j e^{b_j}}"
    right = r"\sum_j \frac{e^{b_j}}{\sum_k e^{b_k}} \frac{e^{a_j}}{\sum_k e^{a_k}}"
    text = f"$${left} = {right}$$"
    computed = function(stated(tmp_path, text, 1))
    zeros = np.zeros(2)
    assert without_warnings(lambda: computed(a=np.array([0.0, 1000.0]), b=zeros)) == pytest.approx(0.5)


def test_no_exponential_is_left(tmp_path):
    """What is no logistic stays what it is: 1/(1 + 2 e^x) is none."""
    inner = r"1 + 2 e^{x_i}"
    text = rf"$$\frac{{\partial}}{{\partial x_i}} \log({inner}) = 1 - \frac{{1}}{{{inner}}}$$"
    identity = stated(tmp_path, text, 1)
    assert "logistic(" not in code(identity).partition("def line")[2]
    value = function(identity)(np.array([0.5]))
    assert value == pytest.approx([1 - 1 / (1 + 2 * math.exp(0.5))])


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_writes_them(tmp_path, target):
    for line in (3, 5, 9):
        try:
            assert code(stated(tmp_path, MIXTURE, line), target)
        except NoCode as fault:
            pytest.fail(str(fault))
