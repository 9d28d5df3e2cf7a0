r"""Neighbours.

A convolution, a difference, a pool: each entry of the output looks at an entry and at those beside it. In the
backward pass every place of the input collects from the outputs that looked at it; the kernel is walked through
the other way round. At the borders some neighbours are missing, so claims say where they hold.

Sums over neighbours are shifted by renaming their index, and telescope; that is all the page needs.
"""

from derive import *

n = dims("n")
i, j, k, t = indices("i j k t", n)
x, y, g = vector("x", n), vector("y", n), vector("g", n)
a, b, c = scalar("a"), scalar("b"), scalar("c")
f = function("f")
inner = within(j, 2, n - 1)


# A convolution with two taps

output = a * x[i] + b * x[i + 1]
L = Sum(g[i] * output, (i, 1, n - 1))


@identity(
    D(L, b),
    equals=Sum(g[i] * x[i + 1], (i, 1, n - 1)),
    source=Source("Backpropagation applied to handwritten zip code recognition"),
)
def gradient_of_a_tap(line):
    """All places share a tap: its gradient is the correlation of the upstream gradient with the shifted input."""
    line(Sum(g[i] * D(output, b), (i, 1, n - 1)), by=linearity)
    line(by=differentiate)


@identity(D(L, x[j]), equals=a * g[j] + b * g[j - 1], given=inner)
def gradient_of_the_input(line):
    """An input collects from the outputs that saw it, the taps in the other order: a transposed convolution."""
    line(Sum(g[i] * D(output, x[j]), (i, 1, n - 1)), by=linearity)
    line(Sum(g[i] * (a * delta(i, j) + b * delta(i + 1, j)), (i, 1, n - 1)), by=differentiate)
    line(by=sift & given(inner))


@identity(D(L, x[1]), equals=a * g[1], given=at_least(n, 2))
def gradient_at_the_border(line):
    """At the border only one output saw it."""
    line(Sum(g[i] * (a * delta(i, 1) + b * delta(i + 1, 1)), (i, 1, n - 1)), by=differentiate)
    line(by=sift & given(at_least(n, 2)))


@identity(Sum(a * x[i] + a * x[i + 1], (i, 1, n - 1)), equals=a * (2 * Sum(x[i], i) - x[1] - x[n]))
def pool_of_two(line):
    """Pools of two neighbours see every place twice but the first and the last."""
    line(a * Sum(x[i], (i, 1, n - 1)) + a * Sum(x[i], (i, 2, n)), by=algebra)
    line(by=algebra)


# Differences

roughness = Sum((x[i + 1] - x[i]) ** 2, (i, 1, n - 1)) / 2


@identity(Sum(x[i + 1] - x[i], (i, 1, n - 1)), equals=x[n] - x[1])
def differences_telescope(line):
    """Differences add up to what lies between the ends."""
    line(Sum(x[i], (i, 2, n)) - Sum(x[i], (i, 1, n - 1)), by=algebra)
    line(by=algebra)


@identity(D(roughness, x[j]), equals=2 * x[j] - x[j - 1] - x[j + 1], given=inner)
def gradient_of_roughness(line):
    """Half the squared differences: the gradient is minus the second difference, the heat equation's."""
    line(Sum((x[i + 1] - x[i]) * (delta(i + 1, j) - delta(i, j)), (i, 1, n - 1)), by=chain_rule)
    line(x[j] - x[j - 1] - (x[j + 1] - x[j]), by=sift & given(inner))
    line(by=collect)


@identity(D(roughness, x[1]), equals=x[1] - x[2])
def gradient_of_roughness_at_the_border(line):
    """At the border there is one neighbour."""
    line(Sum((x[i + 1] - x[i]) * (delta(i + 1, 1) - delta(i, 1)), (i, 1, n - 1)), by=chain_rule)
    line(-(x[2] - x[1]), by=sift)
    line(by=algebra)


@identity(
    D(Sum(f(x[i] - x[i - 1]), (i, 2, n)), x[j]),
    equals=f.prime(x[j] - x[j - 1]) - f.prime(x[j + 1] - x[j]),
    given=inner,
)
def gradient_of_any_penalty(line):
    """Any penalty f on differences: what comes in from the left less what goes out to the right."""
    line(Sum(f.prime(x[i] - x[i - 1]) * (delta(i, j) - delta(i - 1, j)), (i, 2, n)), by=chain_rule)
    line(by=sift & given(inner))


@identity(
    D(Sum(abs(x[i] - x[i - 1]), (i, 2, n)), x[j]),
    equals=sign(x[j] - x[j - 1]) - sign(x[j + 1] - x[j]),
    given=inner,
    source=Source("Nonlinear total variation based noise removal algorithms"),
)
def gradient_of_total_variation(line):
    """Total variation: an entry between its neighbours feels nothing, a peak is pulled down."""
    line(Sum(sign(x[i] - x[i - 1]) * (delta(i, j) - delta(i - 1, j)), (i, 2, n)), by=chain_rule)
    line(by=sift & given(inner))


@identity(
    Sum(x[i] * (y[i + 1] - y[i]), (i, 1, n - 1)),
    equals=x[n] * y[n] - x[1] * y[1] - Sum(y[i + 1] * (x[i + 1] - x[i]), (i, 1, n - 1)),
)
def summation_by_parts(line):
    """Summation by parts, which moves a difference to the other factor."""
    line(Sum(x[i] * y[i + 1], (i, 1, n - 1)) - Sum(x[i] * y[i], (i, 1, n - 1)), by=distribute)
    line(
        Sum(x[i] * y[i + 1], (i, 1, n - 1))
        + x[n] * y[n]
        - x[1] * y[1]
        - Sum(x[i + 1] * y[i + 1], (i, 1, n - 1)),
        by=algebra,
    )
    line(by=collect)


# Chains


@identity(D(Sum(x[i] * x[i + 1], (i, 1, n - 1)), x[j]), equals=x[j - 1] + x[j + 1], given=inner)
def gradient_of_a_chain(line):
    """The energy of a chain: each place feels the field of its two neighbours."""
    line(Sum(delta(i, j) * x[i + 1] + x[i] * delta(i + 1, j), (i, 1, n - 1)), by=product_rule)
    line(x[j + 1] + x[j - 1], by=sift & given(inner))
    line(by=algebra)


@identity(
    D(Sum((x[i] - c * x[i - 1]) ** 2, (i, 2, n)) / 2, c),
    equals=-Sum((x[i] - c * x[i - 1]) * x[i - 1], (i, 2, n)),
)
def autoregression(line):
    """An autoregression of order one: residuals against the value before."""
    line(Sum((x[i] - c * x[i - 1]) * D(x[i] - c * x[i - 1], c), (i, 2, n)), by=chain_rule)
    line(by=differentiate)


@identity(
    D(Sum((x[i] - c * x[i - 1]) ** 2, (i, 2, n)) / 2, x[j]),
    equals=x[j] - c * x[j - 1] - c * (x[j + 1] - c * x[j]),
    given=inner,
)
def autoregression_in_a_value(line):
    """A value is predicted once and predicts once."""
    line(Sum((x[i] - c * x[i - 1]) * (delta(i, j) - c * delta(i - 1, j)), (i, 2, n)), by=chain_rule)
    line(by=sift & given(inner))
