r"""Piecewise activations.

Activations that are given by cases have slopes that are given by the same cases: between its corners each of
them is a line, or an exponential. At a corner there is no derivative; programs pick a number between the two
slopes, and here a claim is meant where no comparison changes.

The functions of the page are made of four: max(x, 0), |x|, a clip between two numbers, and the exponential
branch of ELU and its kin, whose slope is the value plus a constant, so that no exponential need be computed
again.
"""

from sympy import Rational

from derive import *

n = dims("n")
i, j = indices("i j", n)
x = vector("x", n)
a = scalar("a", positive=True)
s = scalar("s", positive=True)


# Rectifiers


@identity(D(relu(x[i]), x[i]), equals=step(x[i]), source=Source("Deep Learning, chapter 6"))
def relu_slope(line):
    """The rectifier passes on what is positive: its slope is the unit step."""
    line(D(cases((x[i], x[i] > 0), (0, True)), x[i]), by=by_cases)
    line(cases((1, x[i] > 0), (0, True)), by=differentiate)
    line(by=by_cases)


@identity(D(relu(x[i]), x[j]), equals=delta(i, j) * step(x[i]))
def relu_jacobian(line):
    """Every entry by itself: the Jacobian is diagonal, with zeros and ones on the diagonal."""
    line(step(x[i]) * D(x[i], x[j]), by=chain_rule)
    line(by=differentiate)


@identity(relu(s * x[i]), equals=s * relu(x[i]))
def relu_scales(line):
    """A positive factor passes through: the weights of two layers can be rescaled against one another."""
    line(cases((s * x[i], s * x[i] > 0), (0, True)), by=by_cases)
    line(s * cases((x[i], x[i] > 0), (0, True)), by=algebra)
    line(by=by_cases)


@identity(x[i] * D(relu(x[i]), x[i]), equals=relu(x[i]))
def relu_is_its_linear_part(line):
    """Euler's theorem for the rectifier: it equals its slope times its argument."""
    line(x[i] * step(x[i]), by=using(relu_slope))
    line(cases((x[i], x[i] > 0), (0, True)), by=by_cases)
    line(by=by_cases)


@identity(relu(x[i]) - relu(-x[i]), equals=x[i])
def relu_of_both_signs(line):
    """Two rectifiers keep all that one throws away."""
    line(cases((x[i], x[i] > 0), (0, True)) - cases((-x[i], -x[i] > 0), (0, True)), by=by_cases)
    line(by=by_cases)


leaky = define("leaky", i, cases((x[i], x[i] > 0), (a * x[i], True)))


@identity(
    D(leaky[i], x[i]),
    equals=cases((1, x[i] > 0), (a, True)),
    source=Source("Rectifier nonlinearities improve neural network acoustic models"),
)
def leaky_relu_slope(line):
    """A leaky rectifier keeps a slope a on the negative side."""
    line(D(cases((x[i], x[i] > 0), (a * x[i], True)), x[i]), by=unfold(leaky))
    line(by=differentiate)


@identity(D(leaky[i], a), equals=-relu(-x[i]), source=Source("Delving deep into rectifiers"))
def parametric_relu_slope(line):
    """PReLU learns that slope: only negative entries teach it."""
    line(D(cases((x[i], x[i] > 0), (a * x[i], True)), a), by=unfold(leaky))
    line(cases((0, x[i] > 0), (x[i], True)), by=differentiate)
    line(by=by_cases)


@identity(leaky[i], equals=a * x[i] + (1 - a) * relu(x[i]))
def leaky_relu_by_relu(line):
    """A leaky rectifier is a line and a rectifier."""
    line(cases((x[i], x[i] > 0), (a * x[i], True)), by=unfold(leaky))
    line(a * x[i] + (1 - a) * cases((x[i], x[i] > 0), (0, True)), by=by_cases)
    line(by=by_cases)


# Exponential units

elu = define("elu", i, cases((x[i], x[i] > 0), (a * (exp(x[i]) - 1), True)))
celu = define("celu", i, cases((x[i], x[i] > 0), (a * (exp(x[i] / a) - 1), True)))


@identity(
    D(elu[i], x[i]),
    equals=cases((1, x[i] > 0), (elu[i] + a, True)),
    source=Source("Fast and accurate deep network learning by exponential linear units"),
)
def elu_slope(line):
    """ELU: on the negative side the slope is the value plus a."""
    line(D(cases((x[i], x[i] > 0), (a * (exp(x[i]) - 1), True)), x[i]), by=unfold(elu))
    line(cases((1, x[i] > 0), (a * exp(x[i]), True)), by=differentiate)
    line(cases((1, x[i] > 0), (a * (exp(x[i]) - 1) + a, True)), by=algebra)
    line(by=by_cases & fold(elu))


@identity(
    D(s * elu[i], x[i]),
    equals=s * cases((1, x[i] > 0), (elu[i] + a, True)),
    source=Source("Self-normalizing neural networks"),
)
def selu_slope(line):
    """SELU scales ELU by a constant s > 1, so that its slope on the positive side exceeds 1."""
    line(s * D(elu[i], x[i]), by=linearity)
    line(by=using(elu_slope))


@identity(
    D(celu[i], x[i]),
    equals=cases((1, x[i] > 0), (exp(x[i] / a), True)),
    source=Source("Continuously differentiable exponential linear units"),
)
def celu_slope(line):
    """CELU divides the argument by a as well: the slope is 1 on both sides of 0, whatever a is."""
    line(D(cases((x[i], x[i] > 0), (a * (exp(x[i] / a) - 1), True)), x[i]), by=unfold(celu))
    line(cases((1, x[i] > 0), (a * (exp(x[i] / a) * (1 / a)), True)), by=differentiate)
    line(by=algebra)


# Absolute values

softsign = define("softsign", i, x[i] / (1 + abs(x[i])))


@identity(D(abs(x[i]), x[i]), equals=sign(x[i]))
def absolute_slope(line):
    """The absolute value has the sign for its slope."""
    line(D(cases((x[i], x[i] > 0), (-x[i], True)), x[i]), by=by_cases)
    line(by=differentiate)


@identity(
    D(softsign[i], x[i]),
    equals=1 / (1 + abs(x[i])) ** 2,
    source=Source("Quadratic features and deep architectures for chunking"),
)
def softsign_slope(line):
    """Softsign approaches ±1 as slowly as 1/|x|."""
    room = 1 + abs(x[i])
    line(D(x[i] / room, x[i]), by=unfold(softsign))
    line((room - x[i] * sign(x[i])) / room**2, by=quotient_rule)
    line((room - abs(x[i])) / room**2, by=algebra)
    line(by=cancel)


# Clips

b = scalar("b")


@identity(
    D(clip(x[i], b, b + s), x[i]),
    equals=cases((1, x[i] > b), (0, True)) * cases((1, x[i] < b + s), (0, True)),
)
def clip_slope(line):
    """A clip between b and b + s passes gradients between the two and nowhere else."""
    line(D(cases((b + s, x[i] > b + s), (cases((x[i], x[i] > b), (b, True)), True)), x[i]), by=by_cases)
    line(by=differentiate)


@identity(D(clip(x[i], -1, 1), x[i]), equals=cases((1, abs(x[i]) < 1), (0, True)))
def hardtanh_slope(line):
    """Hard tanh: a clip to [−1, 1]."""
    line(by=differentiate)


@identity(D(clip(x[i], 0, 6), x[i]), equals=step(x[i]) * step(6 - x[i]), source=Source("MobileNets"))
def relu6_slope(line):
    """ReLU6: a rectifier with a ceiling, for arithmetic of few bits."""
    line(by=differentiate)


hardsigmoid = define("hardsigmoid", i, clip(x[i] + 3, 0, 6) / 6)


@identity(D(hardsigmoid[i], x[i]), equals=cases((Rational(1, 6), abs(x[i]) < 3), (0, True)))
def hard_sigmoid_slope(line):
    """A logistic function of three lines: slope 1/6 between −3 and 3."""
    line(D(clip(x[i] + 3, 0, 6) / 6, x[i]), by=unfold(hardsigmoid))
    line(by=differentiate)


@identity(
    D(x[i] * hardsigmoid[i], x[i]),
    equals=hardsigmoid[i] + cases((x[i] / 6, abs(x[i]) < 3), (0, True)),
    source=Source("Searching for MobileNetV3"),
)
def hard_swish_slope(line):
    """Hard swish, x times that: the product rule."""
    line(hardsigmoid[i] + x[i] * D(hardsigmoid[i], x[i]), by=product_rule)
    line(
        hardsigmoid[i] + x[i] * cases((Rational(1, 6), abs(x[i]) < 3), (0, True)),
        by=using(hard_sigmoid_slope),
    )
    line(by=by_cases)


# Shrinkage

shrunk = define("shrunk", i, relu(x[i] - s) - relu(-x[i] - s))


@identity(
    shrunk[i],
    equals=sign(x[i]) * relu(abs(x[i]) - s),
    source=Source("Ideal spatial adaptation by wavelet shrinkage"),
)
def soft_threshold(line):
    """Two rectifiers make the soft threshold, the proximal step of the lasso."""
    line(relu(x[i] - s) - relu(-x[i] - s), by=unfold(shrunk))
    line(by=algebra)


@identity(D(shrunk[i], x[i]), equals=cases((1, abs(x[i]) > s), (0, True)))
def soft_threshold_slope(line):
    """What survives the threshold passes its gradient on whole."""
    line(D(relu(x[i] - s) - relu(-x[i] - s), x[i]), by=unfold(shrunk))
    line(step(x[i] - s) + step(-x[i] - s), by=differentiate)
    line(by=by_cases)


@identity(D(cases((x[i], abs(x[i]) > s), (0, True)), x[i]), equals=cases((1, abs(x[i]) > s), (0, True)))
def hard_threshold_slope(line):
    """The hard threshold jumps at ±s and has the same slope everywhere else."""
    line(by=differentiate)


# Several numbers at once

y = vector("y", n)


@identity(D(maximum(x[i], y[i]), x[i]), equals=step(x[i] - y[i]), source=Source("Maxout networks"))
def maxout_slope(line):
    """Maxout of two: the gradient goes to the larger one."""
    line(D(cases((x[i], x[i] > y[i]), (y[i], True)), x[i]), by=by_cases)
    line(cases((1, x[i] > y[i]), (0, True)), by=differentiate)
    line(by=by_cases)


@identity(maximum(x[i], y[i]), equals=y[i] + relu(x[i] - y[i]))
def maximum_by_relu(line):
    """A larger of two is a rectifier of their difference."""
    line(cases((x[i], x[i] > y[i]), (y[i], True)), by=by_cases)
    line(y[i] + cases((x[i] - y[i], x[i] - y[i] > 0), (0, True)), by=by_cases)
    line(by=by_cases)
