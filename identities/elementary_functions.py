r"""Elementary functions.

The derivatives that an automatic differentiator keeps in a table, one line for each function of a number, here
with their derivations. A function that the language has no word for is written by those that it has: sinh by
exponentials, arsinh by a logarithm, x^y by both. Where a formula holds on part of the line alone, that is
stated, or said in its words.

Many of the lines use the value of the function, which was computed already: the square root has the slope one
half over itself, the tangent one plus its square. They are stated that way, since that is how they are
programmed.
"""

from derive import *

n = dims("n")
i = index("i", n)
x, y, w, z = vector("x", n), vector("y", n), vector("w", n), vector("z", n)
u, v = vector("u", n, positive=True), vector("v", n, positive=True)
r = scalar("r")


# Powers and quotients

root = define("f", i, sqrt(u[i]))


@identity(D(root[i], u[i]), equals=1 / (2 * root[i]))
def square_root(line):
    """The square root, from its value; at 0 it has no slope."""
    line(D(sqrt(u[i]), u[i]), by=unfold(root))
    line(1 / (2 * sqrt(u[i])), by=differentiate)
    line(by=fold(root))


@identity(D(1 / sqrt(u[i]), u[i]), equals=-((1 / sqrt(u[i])) ** 3) / 2)
def reciprocal_root(line):
    """One over the root: minus half its cube."""
    line(by=differentiate)


@identity(D(1 / x[i], x[i]), equals=-((1 / x[i]) ** 2))
def reciprocal(line):
    """The reciprocal: minus its square."""
    line(by=quotient_rule)


@identity(D(u[i] ** r, u[i]), equals=r * u[i] ** (r - 1))
def power_in_base(line):
    """A power with any exponent r, of a positive number."""
    line(by=differentiate & exp_log)


@identity(D(u[i] ** y[i], y[i]), equals=u[i] ** y[i] * log(u[i]))
def power_in_exponent(line):
    """The same in its exponent."""
    line(D(exp(y[i] * log(u[i])), y[i]), by=exp_log)
    line(exp(y[i] * log(u[i])) * log(u[i]), by=chain_rule)
    line(by=exp_log)


@identity(D(x[i] / y[i], y[i]), equals=-(x[i] / y[i] / y[i]))
def quotient_in_denominator(line):
    """A quotient in its denominator, from the quotient itself."""
    line(-x[i] / y[i] ** 2, by=quotient_rule)
    line(by=algebra)


length = define("h", i, sqrt(x[i] ** 2 + y[i] ** 2))


@identity(D(length[i], x[i]), equals=x[i] / length[i])
def hypotenuse(line):
    """The hypotenuse of x and y."""
    line(D(sqrt(x[i] ** 2 + y[i] ** 2), x[i]), by=unfold(length))
    line(x[i] / sqrt(x[i] ** 2 + y[i] ** 2), by=differentiate)
    line(by=fold(length))


@identity(D(x[i] + w[i] * (y[i] - x[i]), w[i]), equals=y[i] - x[i])
def interpolation_in_weight(line):
    """A linear interpolation between x and y, in its weight;"""
    line(by=differentiate)


@identity(D(x[i] + w[i] * (y[i] - x[i]), x[i]), equals=1 - w[i])
def interpolation_in_start(line):
    """and in its start."""
    line(by=differentiate)


@identity(D(z[i] + r * x[i] / y[i], y[i]), equals=-r * x[i] / y[i] ** 2)
def added_quotient(line):
    """A multiple of a quotient added to something."""
    line(by=differentiate)


# Exponentials and logarithms


@identity(D(exp(x[i]) - 1, x[i]), equals=exp(x[i]) - 1 + 1)
def exp_less_one(line):
    """exp x − 1, whose slope is its value plus one."""
    line(exp(x[i]), by=differentiate)
    line(by=algebra)


@identity(D(exp(x[i] * log(2)), x[i]), equals=exp(x[i] * log(2)) * log(2))
def power_of_two(line):
    """2 to the power x."""
    line(by=differentiate)


@identity(D(log(u[i]) / log(10), u[i]), equals=1 / (u[i] * log(10)))
def decimal_logarithm(line):
    """The decimal logarithm."""
    line(1 / u[i] / log(10), by=differentiate)
    line(by=algebra)


@identity(D(log(1 + u[i]), u[i]), equals=1 / (1 + u[i]))
def log_of_one_more(line):
    """log(1 + x), here for positive x; it holds for x > −1."""
    line(by=chain_rule)


@identity(D(log(y[i] / (1 - y[i])), y[i]), equals=1 / (y[i] * (1 - y[i])))
def log_odds(line):
    """The log-odds of a chance between 0 and 1."""
    line((1 / (1 - y[i]) + y[i] / (1 - y[i]) ** 2) / (y[i] / (1 - y[i])), by=chain_rule)
    line(by=algebra)


@identity(D(log(exp(x[i]) + exp(y[i])), x[i]), equals=1 / (1 + exp(y[i] - x[i])))
def log_add_exp(line):
    """log(exp x + exp y) has a logistic slope."""
    line(exp(x[i]) / (exp(x[i]) + exp(y[i])), by=chain_rule)
    line(by=exp_log)


@identity(D(x[i] * log(v[i]), v[i]), equals=x[i] / v[i])
def x_log_y_in_y(line):
    """x log y in y;"""
    line(by=differentiate)


@identity(D(x[i] * log(v[i]), x[i]), equals=log(v[i]))
def x_log_y_in_x(line):
    """and in x."""
    line(by=differentiate)


@identity(D(-u[i] * log(u[i]), u[i]), equals=-log(u[i]) - 1)
def entropy_of_one(line):
    """The entropy of one chance."""
    line(-log(u[i]) - u[i] * (1 / u[i]), by=product_rule)
    line(by=cancel)


# Circular functions

tangent = define("t", i, sin(x[i]) / cos(x[i]))


@identity(D(sin(x[i]), x[i]), equals=cos(x[i]))
def sine(line):
    """The sine."""
    line(by=differentiate)


@identity(D(cos(x[i]), x[i]), equals=-sin(x[i]))
def cosine(line):
    """The cosine."""
    line(by=differentiate)


@identity(D(tangent[i], x[i]), equals=1 + tangent[i] ** 2)
def circular_tangent(line):
    """The tangent, from its value, where the cosine is not 0."""
    line(D(sin(x[i]) / cos(x[i]), x[i]), by=unfold(tangent))
    line((cos(x[i]) * cos(x[i]) + sin(x[i]) * sin(x[i])) / cos(x[i]) ** 2, by=quotient_rule)
    line(1 + (sin(x[i]) / cos(x[i])) ** 2, by=split)
    line(by=fold(tangent))


@identity(D(arctan(y[i] / u[i]), y[i]), equals=u[i] / (u[i] ** 2 + y[i] ** 2))
def angle_in_height(line):
    """The angle of a point right of the axis, in its height y;"""
    line(1 / u[i] / (1 + (y[i] / u[i]) ** 2), by=chain_rule)
    line(by=algebra)


@identity(D(arctan(y[i] / u[i]), u[i]), equals=-y[i] / (u[i] ** 2 + y[i] ** 2))
def angle_in_width(line):
    """and in its distance from the axis."""
    line(-y[i] / u[i] ** 2 / (1 + (y[i] / u[i]) ** 2), by=chain_rule)
    line(by=algebra)


@identity(D(sin(x[i]) / x[i], x[i]), equals=(x[i] * cos(x[i]) - sin(x[i])) / x[i] ** 2)
def sine_over_argument(line):
    """sin x / x away from 0; at 0 it is continued by slope 0."""
    line(by=quotient_rule)


# Hyperbolic functions

sinh = define("s", i, (exp(x[i]) - exp(-x[i])) / 2)
cosh = define("c", i, (exp(x[i]) + exp(-x[i])) / 2)


@identity(D(sinh[i], x[i]), equals=cosh[i])
def hyperbolic_sine(line):
    """The hyperbolic sine;"""
    line(D((exp(x[i]) - exp(-x[i])) / 2, x[i]), by=unfold(sinh))
    line((exp(x[i]) + exp(-x[i])) / 2, by=differentiate)
    line(by=fold(cosh))


@identity(D(cosh[i], x[i]), equals=sinh[i])
def hyperbolic_cosine(line):
    """and cosine, without a sign."""
    line(D((exp(x[i]) + exp(-x[i])) / 2, x[i]), by=unfold(cosh))
    line((exp(x[i]) - exp(-x[i])) / 2, by=differentiate)
    line(by=fold(sinh))


@identity(D(log(x[i] + sqrt(x[i] ** 2 + 1)), x[i]), equals=1 / sqrt(x[i] ** 2 + 1))
def inverse_hyperbolic_sine(line):
    """The inverse of the hyperbolic sine, as a logarithm."""
    a = sqrt(x[i] ** 2 + 1)
    line((1 + x[i] / a) / (x[i] + a), by=chain_rule)
    line(by=cancel)


@identity(D(log((1 + y[i]) / (1 - y[i])) / 2, y[i]), equals=1 / (1 - y[i] ** 2))
def inverse_hyperbolic_tangent(line):
    """The inverse of the hyperbolic tangent, between −1 and 1."""
    line(2 / (1 - y[i]) ** 2 / ((1 + y[i]) / (1 - y[i])) / 2, by=chain_rule)
    line(by=algebra)


@identity(D(log(1 + u[i] + sqrt(u[i] * (u[i] + 2))), u[i]), equals=1 / sqrt(u[i] * (u[i] + 2)))
def inverse_hyperbolic_cosine(line):
    """The inverse of the hyperbolic cosine, of 1 + u."""
    line(by=differentiate)


# Functions of statistics


@identity(D(erf(x[i]), x[i]), equals=2 * exp(-(x[i] ** 2)) / sqrt(pi))
def error_function(line):
    """The error function has a bell for its slope."""
    line(by=differentiate)


normal = define("phi", i, exp(-(x[i] ** 2) / 2) / sqrt(2 * pi))
below = define("Phi", i, (1 + erf(x[i] / sqrt(2))) / 2)


@identity(D(log(below[i]), x[i]), equals=normal[i] / below[i])
def log_of_normal_distribution(line):
    """The logarithm of the normal distribution function: density over distribution."""
    line(D(below[i], x[i]) / below[i], by=chain_rule)
    line(exp(-(x[i] ** 2) / 2) / sqrt(2 * pi) / below[i], by=differentiate & unfold(below))
    line(by=fold(normal))


@identity(D(1 - erf(x[i]), x[i]), equals=-2 * exp(-(x[i] ** 2)) / sqrt(pi))
def complementary_error_function(line):
    """What is left of the error function."""
    line(-D(erf(x[i]), x[i]), by=linearity)
    line(by=differentiate)


@identity(D(loggamma(u[i]), u[i]), equals=digamma(u[i]))
def log_gamma(line):
    """The logarithm of Γ, for positive numbers."""
    line(by=differentiate)


# Powers of two, and logarithms of one more


@identity(D(log(u[i]) / log(2), u[i]), equals=1 / (u[i] * log(2)))
def binary_logarithm(line):
    """The logarithm to base 2,"""
    line(by=differentiate)


@identity(
    D(log(exp(x[i] * log(2)) + exp(y[i] * log(2))) / log(2), x[i]),
    equals=exp(x[i] * log(2)) / (exp(x[i] * log(2)) + exp(y[i] * log(2))),
)
def log_add_exp_2(line):
    """and of a sum of two powers of 2: again the share of the one that moves."""
    line(by=differentiate)


@identity(D(x[i] * exp(y[i] * log(2)), y[i]), equals=x[i] * exp(y[i] * log(2)) * log(2))
def scaled_by_a_power_of_two(line):
    """A number times 2^y, in its exponent."""
    line(by=differentiate)


@identity(D(x[i] * log(1 + u[i]), u[i]), equals=x[i] / (1 + u[i]))
def x_log_of_one_more_in_y(line):
    """x log(1 + y), in y;"""
    line(by=differentiate)


@identity(D(x[i] * log(1 + u[i]), x[i]), equals=log(1 + u[i]))
def x_log_of_one_more_in_x(line):
    """and in x."""
    line(by=differentiate)


# Choices


@identity(D(maximum(x[i], y[i]), y[i]), equals=cases((0, x[i] > y[i]), (1, True)))
def maximum_in_second(line):
    """The larger of two in the second one. Where they are equal there is no slope; libraries take ½ or 1."""
    line(by=differentiate)


@identity(D(minimum(x[i], y[i]), x[i]), equals=cases((1, x[i] < y[i]), (0, True)))
def minimum_in_first(line):
    """The smaller of two in the first one."""
    line(by=differentiate)


@identity(D(cases((x[i], x[i] > r), (0, True)), x[i]), equals=cases((1, x[i] > r), (0, True)))
def threshold(line):
    """What lies above a threshold r, and 0 else."""
    line(by=differentiate)
