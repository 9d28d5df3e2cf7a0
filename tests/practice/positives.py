"""What is positive, angles of sums, partial fractions."""

from sympy import Rational

from derive import (
    D,
    Sum,
    cos,
    delta,
    dims,
    exp,
    indices,
    log,
    matrix,
    scalar,
    sin,
    softplus,
    sqrt,
    tanh,
    vector,
)
from tests.practice.claims import Claims

n, m = dims("n m")
i, j, k, l = indices("i j k l", n)
d, e = indices("d e", m)
x, Y = vector("x", n), matrix("Y", n, m)
s, t, a, b = scalar("s"), scalar("t"), scalar("a"), scalar("b")
c, r = scalar("c", positive=True), scalar("r", positive=True)
half = Rational(1, 2)

claims = Claims()
holds, fails = claims.holds, claims.fails

# squares plus positives

holds("√((1 + s²)²)", sqrt((1 + s**2) ** 2), 1 + s**2)
fails("√((s − 1)²)", sqrt((s - 1) ** 2), s - 1)
holds("√(((a − b)² + 1)²)", sqrt(((a - b) ** 2 + 1) ** 2), (a - b) ** 2 + 1)
holds("log((1 + s²)²)", log((1 + s**2) ** 2), 2 * log(1 + s**2))
holds("log of a fraction", log((1 + s**2) / (1 + t**2)), log(1 + s**2) - log(1 + t**2))
fails("log of a sum", log(1 + s**2 + t**2), log(1 + s**2) + log(1 + t**2))
holds("√(log(1 + eˢ)²)", sqrt(log(1 + exp(s)) ** 2), log(1 + exp(s)))
holds("log softplus²", log(softplus(s) ** 2), 2 * log(softplus(s)))
holds("√(a b) for positives", sqrt(c * r), sqrt(c) * sqrt(r))
holds("√(1/n)", sqrt(1 / n), 1 / sqrt(n))
fails("√(1/n), the root forgotten", sqrt(1 / n), 1 / n)
holds("√(a/b) for positives", sqrt(c / r), sqrt(c) / sqrt(r))
holds("the slope of √(1 + s²)", D(sqrt(1 + s**2), s), s / sqrt(1 + s**2))
density = (1 + s**2 / c) ** (-(c + 1) / 2)
holds("Student t", D(density, s), -(c + 1) / c * s * (1 + s**2 / c) ** (-(c + 3) / 2))
holds("Student t, its log", D(log(density), s), -(c + 1) * s / (c + s**2))
fails("Student t, the exponent", D(density, s), -(c + 1) / c * s * (1 + s**2 / c) ** (-(c + 1) / 2))


def apart(one, other):
    return Sum((Y[one, d] - Y[other, d]) ** 2, d)


def kernel(one, other):
    return (1 + apart(one, other) / c) ** (-(c + 1) / 2)


whole = Sum(kernel(k, l), k, l)
holds("the t-SNE kernel, its log", log(kernel(i, j)), -(c + 1) / 2 * log(1 + apart(i, j) / c))
holds(
    "the t-SNE kernel, its slope",
    D(log(kernel(i, j)), Y[i, e]),
    -(c + 1) * (Y[i, e] - Y[j, e]) * (1 - delta(i, j)) / (c + apart(i, j)),
)
fails(
    "the t-SNE kernel, its slope at j",
    D(log(kernel(i, j)), Y[j, e]),
    -(c + 1) * (Y[i, e] - Y[j, e]) * (1 - delta(i, j)) / (c + apart(i, j)),
)
holds("normalised", log(kernel(i, j) / whole), log(kernel(i, j)) - log(whole))

# angles

holds("sin² + cos²", sin(s) ** 2 + cos(s) ** 2, 1)
fails("sin² − cos²", sin(s) ** 2 - cos(s) ** 2, 1)
holds("in a sum", Sum(sin(x[k]) ** 2 + cos(x[k]) ** 2, k), n)
holds("sin 2s", sin(2 * s), 2 * sin(s) * cos(s))
fails("sin 2s, linear", sin(2 * s), 2 * sin(s))
holds("cos 2s", cos(2 * s), 1 - 2 * sin(s) ** 2)
holds("sin 3s", sin(3 * s), 3 * sin(s) - 4 * sin(s) ** 3)
holds("sin(a + b)", sin(a + b), sin(a) * cos(b) + cos(a) * sin(b))
holds("cos(a − b)", cos(a - b), cos(a) * cos(b) + sin(a) * sin(b))
fails("cos(a − b), the sign", cos(a - b), cos(a) * cos(b) - sin(a) * sin(b))
holds("the slope of tan", D(sin(s) / cos(s), s), 1 / cos(s) ** 2)
holds("cot² + 1", 1 + (cos(s) / sin(s)) ** 2, 1 / sin(s) ** 2)
holds(
    "a rotation keeps lengths", (a * cos(s) - b * sin(s)) ** 2 + (a * sin(s) + b * cos(s)) ** 2, a**2 + b**2
)
holds(
    "rotary positions",
    (a * cos(s) - b * sin(s)) * (a * cos(t) - b * sin(t))
    + (a * sin(s) + b * cos(s)) * (a * sin(t) + b * cos(t)),
    (a**2 + b**2) * cos(s - t),
)
holds("tanh² + sech²", tanh(s) ** 2 + 4 / (exp(s) + exp(-s)) ** 2, 1)

# partial fractions

holds(
    "1/(x² + c) − 1/(x² + c + 1)",
    Sum(1 / (x[k] ** 2 + c) - 1 / (x[k] ** 2 + c + 1), k),
    Sum(1 / ((x[k] ** 2 + c) * (x[k] ** 2 + c + 1)), k),
)
fails(
    "1/(x² + c) − 1/(x² + c + 2)",
    Sum(1 / (x[k] ** 2 + c) - 1 / (x[k] ** 2 + c + 2), k),
    Sum(1 / ((x[k] ** 2 + c) * (x[k] ** 2 + c + 2)), k),
)
holds("x/((x + 1)(x + 2))", Sum(x[k] / ((x[k] + 1) * (x[k] + 2)), k), Sum(2 / (x[k] + 2) - 1 / (x[k] + 1), k))
holds(
    "1/((x + 1)(x − 1))",
    Sum(1 / ((x[k] + 1) * (x[k] - 1)), k),
    half * Sum(1 / (x[k] - 1) - 1 / (x[k] + 1), k),
)
holds(
    "1/((x + 1)²(x + 2))",
    Sum(1 / ((x[k] + 1) ** 2 * (x[k] + 2)), k),
    Sum(1 / (x[k] + 1) ** 2 - 1 / (x[k] + 1) + 1 / (x[k] + 2), k),
)
holds(
    "the trace of ridge regression", Sum(x[k] ** 2 / (x[k] ** 2 + c), k), n - c * Sum(1 / (x[k] ** 2 + c), k)
)
