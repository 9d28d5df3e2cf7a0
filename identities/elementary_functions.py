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


@identity(D(arcsin(y[i]), y[i]), equals=1 / sqrt(1 - y[i] ** 2))
def inverse_sine(line):
    """The inverse of the sine, between −1 and 1;"""
    line(by=differentiate)


@identity(D(arccos(y[i]), y[i]), equals=-1 / sqrt(1 - y[i] ** 2))
def inverse_cosine(line):
    """and of the cosine: the two differ by a constant, but for their sign."""
    line(by=differentiate)


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


scaled = define("e", i, exp(x[i] ** 2) * (1 - erf(x[i])))


@identity(D(scaled[i], x[i]), equals=2 * x[i] * scaled[i] - 2 / sqrt(pi))
def scaled_complement(line):
    """What is left, times e^{x²}, so that it does not underflow."""
    line(
        exp(x[i] ** 2) * (2 * x[i]) * (1 - erf(x[i])) - exp(x[i] ** 2) * (2 * exp(-(x[i] ** 2)) / sqrt(pi)),
        by=product_rule & unfold(scaled),
    )
    line(2 * x[i] * (exp(x[i] ** 2) * (1 - erf(x[i]))) - 2 / sqrt(pi), by=exp_log)
    line(by=fold(scaled))


@identity(D(erfinv(y[i]), y[i]), equals=sqrt(pi) * exp(erfinv(y[i]) ** 2) / 2)
def inverse_error_function(line):
    """The inverse of the error function, between −1 and 1, from its value."""
    line(by=differentiate)


quantile = define("q", i, sqrt(2) * erfinv(2 * y[i] - 1))
density = define("rho", i, exp(-(quantile[i] ** 2) / 2) / sqrt(2 * pi))


@identity(D(quantile[i], y[i]), equals=1 / density[i])
def normal_quantile(line):
    """The quantile of a standard normal, at a chance between 0 and 1: one over the density there."""
    line(D(sqrt(2) * erfinv(2 * y[i] - 1), y[i]), by=unfold(quantile))
    line(sqrt(2) * (sqrt(pi) * exp(erfinv(2 * y[i] - 1) ** 2) / 2 * 2), by=chain_rule)
    line(sqrt(2 * pi) / exp(-((sqrt(2) * erfinv(2 * y[i] - 1)) ** 2) / 2), by=exp_log)
    line(sqrt(2 * pi) / exp(-(quantile[i] ** 2) / 2), by=fold(quantile))
    line(by=fold(density))


@identity(D(loggamma(u[i]), u[i]), equals=digamma(u[i]))
def log_gamma(line):
    """The logarithm of Γ, for positive numbers."""
    line(by=differentiate)


@identity(D(digamma(u[i]), u[i]), equals=trigamma(u[i]))
def digamma_slope(line):
    """Its slope has a slope with a name of its own."""
    line(by=differentiate)


@identity(
    D(loggamma(u[i]) + loggamma(v[i]) - loggamma(u[i] + v[i]), u[i]),
    equals=digamma(u[i]) - digamma(u[i] + v[i]),
)
def log_beta(line):
    """The logarithm of the beta function of two positive numbers."""
    line(by=differentiate)


# Chances, in a chance


@identity(D(-z[i] * log(y[i]) - (1 - z[i]) * log(1 - y[i]), y[i]), equals=(y[i] - z[i]) / (y[i] * (1 - y[i])))
def binary_cross_entropy(line):
    """The cross-entropy of a chance y with a target z; in scores the denominator cancels."""
    line(-z[i] / y[i] + (1 - z[i]) / (1 - y[i]), by=differentiate)
    line(by=algebra)


@identity(D(u[i] * (log(u[i]) - x[i]), u[i]), equals=log(u[i]) + 1 - x[i])
def relative_entropy_in_target(line):
    """A term of the relative entropy to log-chances x, in its target."""
    line(log(u[i]) - x[i] + u[i] * (1 / u[i]), by=product_rule)
    line(by=cancel)


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


# Of a whole vector or matrix

j, k, l = indices("j k l", n)
p = scalar("p", positive=True)
size = define("L", Sum(u[k] ** p, k) ** (1 / p))
A = matrix("A", n, n)


@identity(D(Product(x[j], j), x[i]), equals=Product(x[j], j) / x[i])
def product_of_all(line):
    """A product in one of its factors, from its value, where that factor is not 0."""
    line(by=differentiate)


@identity(D(size, u[i]), equals=(u[i] / size) ** (p - 1))
def length_of_any_order(line):
    """The norm of order p, of positive entries: for p = 2 a direction, for p = 1 ones."""
    line(D(Sum(u[k] ** p, k) ** (1 / p), u[i]), by=unfold(size))
    line(1 / p * Sum(u[k] ** p, k) ** (1 / p - 1) * (p * u[i] ** (p - 1)), by=differentiate & exp_log)
    line(u[i] ** (p - 1) / (Sum(u[k] ** p, k) ** (1 / p)) ** (p - 1), by=exp_log)
    line(u[i] ** (p - 1) / size ** (p - 1), by=fold(size))
    line(by=exp_log)


@identity(D(det(A), A), equals=det(A) * inverse(A).T, source=Source("The Matrix Cookbook"))
def determinant(line):
    """Jacobi's formula."""
    line(by=differentiate)


@identity(
    D(inverse(A)[i, j], A[k, l]),
    equals=-inverse(A)[i, k] * inverse(A)[l, j],
    source=Source("The Matrix Cookbook"),
)
def inverse_matrix(line):
    """An inverse in an entry of its matrix: minus a column of it times a row."""
    line(by=differentiate)
