"""The gradient check: is this function the gradient of that one, for any NumPy function that a user has?

In: two NumPy functions and points. Out: a `Report` that passes, or names the entry that is wrong and by how much.

The files in the order to read them:

    draws           random numbers at named sizes, none of them special
    points          where a gradient is checked
    claim           a function and its claimed gradient
    high_precision  NumPy code on numbers of many digits, and derivatives from it
    complex_step    Im f(x + ih) / h
    differences     central differences: extrapolated, and over a range of steps
    rounding        how far rounding may lead the code of a claimed gradient
    truth           the derivative at a point, by the best of these
    evidence        what is claimed there, and what of the difference rounding explains
    slips           what a wrong gradient looks like
    planted         wrong gradients that a check must notice before it certifies
    curve           the errors of central differences over a range of steps
    plot            the V-curve
    report          what was found, as plain data and in words
    verdict         from what the points show to an outcome
    check           `check_gradient`
    cases           right and subtly wrong gradients, on which this check and others are measured
"""

from derive.gradient.check import check_gradient
from derive.gradient.curve import Curve
from derive.gradient.draws import Draw, between, labels, normal, one_hot, positive, simplex
from derive.gradient.report import Discrepancy, GradientReport, PointReport

__all__ = [
    "check_gradient",
    "normal",
    "positive",
    "between",
    "simplex",
    "one_hot",
    "labels",
    "Draw",
    "GradientReport",
    "PointReport",
    "Discrepancy",
    "Curve",
]
