"""Places near others: re-indexed sums, telescoping, finite differences, arithmetic and geometric sums."""

from sympy import Rational

from derive import (
    D,
    Sum,
    at_least,
    before,
    cases,
    define,
    delta,
    dims,
    distinct,
    equal,
    exp,
    family,
    function,
    indices,
    log,
    matrix,
    scalar,
    upto,
    vector,
    within,
)
from tests.practice.claims import Claims

n = dims("n")
i, j, k, s, t = indices("i j k s t", n)
x, y, a = vector("x", n), vector("y", n), family("a", n)
w = family("w", n, positive=True)
A = matrix("A", n, n)
g, c = scalar("g"), scalar("c")
b = scalar("b", positive=True)
f = function("f")
u = define("u", k, cases((x[1], equal(k, 1)), x[k] - x[k - 1]))

claims = Claims()
holds, fails = claims.holds, claims.fails
whole, later = Sum(x[i], i), Sum(x[i + 1], (i, 1, n - 1))

holds("a sum re-indexed", later, Sum(x[i], (i, 2, n)))
fails("a sum re-indexed, its ends kept", later, Sum(x[i], (i, 1, n - 1)))
holds("the first term split off", whole, x[1] + Sum(x[i], (i, 2, n)))
fails("the first term split off, the last kept out", whole, x[1] + Sum(x[i], (i, 2, n - 1)))
holds("the last term split off", whole, Sum(x[i], (i, 1, n - 1)) + x[n])
fails("the last term twice", whole, Sum(x[i], i) + x[n])
holds("two terms split off", whole, x[1] + x[2] + Sum(x[i], (i, 3, n)))
fails("two terms split off, one lost", whole, x[1] + x[2] + Sum(x[i], (i, 4, n)))
holds("re-indexed by two", Sum(x[i + 2], (i, 1, n - 2)), Sum(x[i], (i, 3, n)))
fails("re-indexed by two, ends of one", Sum(x[i + 2], (i, 1, n - 2)), Sum(x[i], (i, 2, n)))
holds("from 0", Sum(x[i + 1], (i, 0, n - 1)), whole)
fails("from 0 to one too few", Sum(x[i + 1], (i, 0, n - 2)), whole)
holds("a telescoping sum", Sum(x[i + 1] - x[i], (i, 1, n - 1)), x[n] - x[1])
fails("a telescoping sum, turned", Sum(x[i + 1] - x[i], (i, 1, n - 1)), x[1] - x[n])
holds("telescoped up to t", Sum(x[i] - x[i - 1], (i, 2, t)), x[t] - x[1])
fails("telescoped up to t, its first term kept", Sum(x[i] - x[i - 1], (i, 2, t)), x[t])
holds(
    "telescoped by two",
    Sum(x[i + 2] - x[i], (i, 1, n - 2)),
    x[n] + x[n - 1] - x[1] - x[2],
    given=at_least(n, 2),
)
fails("telescoped by two, as by one", Sum(x[i + 2] - x[i], (i, 1, n - 2)), x[n] - x[1], given=at_least(n, 2))
holds("differences add up", Sum(u[k], (k, 1, t)), x[t])
fails("differences add up to the next", Sum(u[k], (k, 1, t - 1)), x[t])
holds(
    "summation by parts",
    Sum(x[i] * (y[i + 1] - y[i]), (i, 1, n - 1)),
    x[n] * y[n] - x[1] * y[1] - Sum(y[i + 1] * (x[i + 1] - x[i]), (i, 1, n - 1)),
)
fails(
    "summation by parts, one factor not moved",
    Sum(x[i] * (y[i + 1] - y[i]), (i, 1, n - 1)),
    x[n] * y[n] - x[1] * y[1] - Sum(y[i] * (x[i + 1] - x[i]), (i, 1, n - 1)),
)
holds("a triangle, row by row and column by column", Sum(A[i, j], i, (j, 1, i)), Sum(A[i, j], j, (i, j, n)))
fails("a triangle and the other", Sum(A[i, j], i, (j, 1, i)), Sum(A[i, j], i, (j, i, n)))
holds("a triangle without its diagonal", Sum(A[i, j], i, (j, 1, i - 1)), Sum(A[i, j], j, (i, j + 1, n)))
fails(
    "a triangle without its diagonal, once with", Sum(A[i, j], i, (j, 1, i - 1)), Sum(A[i, j], j, (i, j, n))
)
holds("a triangle by the order of indices", Sum(A[i, j], i, (j, i + 1, n)), Sum(before(i, j) * A[i, j], i, j))
fails(
    "a triangle by the order, with the diagonal",
    Sum(A[i, j], i, (j, i + 1, n)),
    Sum(upto(i, j) * A[i, j], i, j),
)
holds("a sum over nothing", Sum(x[i], (i, t + 1, t)), 0 * g)
fails("a sum over one place", Sum(x[i], (i, t, t)), 0 * g)
holds("δ of neighbours", Sum(delta(j, i + 1) * x[j], j), x[i + 1], given=within(i, 1, n - 1))
fails("δ of neighbours, the other way", Sum(delta(j, i + 1) * x[j], j), x[i - 1], given=within(i, 2, n - 1))
holds("δ beyond the last place", Sum(delta(j, n) * delta(i, j + 1), j), 0 * g)
fails("δ at the last place", Sum(delta(j, n) * delta(i, j), j), 0 * g)
smooth = Sum((x[i + 1] - x[i]) ** 2, (i, 1, n - 1)) / 2
inner, at_least_two = within(j, 2, n - 1), at_least(n, 2)
holds("the slope of roughness", D(smooth, x[j]), 2 * x[j] - x[j - 1] - x[j + 1], given=inner)
fails("the slope of roughness, halved", D(smooth, x[j]), x[j] - (x[j - 1] + x[j + 1]), given=inner)
holds("its slope at the first place", D(smooth, x[1]), x[1] - x[2], given=at_least_two)
fails("its slope at the first place, as within", D(smooth, x[1]), 2 * x[1] - x[2], given=at_least_two)
holds("its slope at the last place", D(smooth, x[n]), x[n] - x[n - 1], given=at_least_two)
fails("its slope at the last place, turned", D(smooth, x[n]), x[n - 1] - x[n], given=at_least_two)
holds("its curvature", D(D(smooth, x[j]), x[j + 1]), -1 * c**0, given=inner)
fails("its curvature, two places on", D(D(smooth, x[j]), x[j + 1]), 0 * c, given=inner)
holds("neighbours' products", D(Sum(x[i] * x[i + 1], (i, 1, n - 1)), x[j]), x[j - 1] + x[j + 1], given=inner)
fails("neighbours' products, one side", D(Sum(x[i] * x[i + 1], (i, 1, n - 1)), x[j]), x[j + 1], given=inner)
holds(
    "an unknown function of neighbours",
    D(Sum(f(x[i] - x[i - 1]), (i, 2, n)), x[j]),
    f.prime(x[j] - x[j - 1]) - f.prime(x[j + 1] - x[j]),
    given=inner,
)
fails(
    "an unknown function of neighbours, both added",
    D(Sum(f(x[i] - x[i - 1]), (i, 2, n)), x[j]),
    f.prime(x[j] - x[j - 1]) + f.prime(x[j + 1] - x[j]),
    given=inner,
)
holds("the numbers added up", Sum(k, k), n * (n + 1) / 2)
fails("the numbers added up, one short", Sum(k, k), n * (n - 1) / 2)
holds("the numbers up to t", Sum(k, (k, 1, t)), t * (t + 1) / 2)
fails("the numbers below t", Sum(k, (k, 1, t - 1)), t * (t + 1) / 2)
holds("squares", Sum(k**2, k), n * (n + 1) * (2 * n + 1) / 6)
fails("squares, a sign", Sum(k**2, k), n * (n + 1) * (2 * n - 1) / 6)
holds("cubes", Sum(k**3, k), Sum(k, k) ** 2)
fails("cubes, by squares", Sum(k**3, k), Sum(k**2, k) ** 2)
holds("odd numbers", Sum(2 * k - 1, k), n**2)
fails("odd numbers from 3", Sum(2 * k + 1, k), n**2)
holds("distances of places", Sum((i - j) ** 2, i, j), n**2 * (n**2 - 1) / 6)
fails("distances of places, unscaled", Sum((i - j) ** 2, i, j), n * (n**2 - 1) / 6)
holds("a mean place", Sum(k, k) / n, (n + 1) / 2)
fails("a mean place from 0", Sum(k, k) / n, (n - 1) / 2)
holds("a geometric sum", Sum(g ** (k - 1), k), (1 - g**n) / (1 - g))
fails("a geometric sum, one power on", Sum(g**k, k), (1 - g**n) / (1 - g))
holds("a geometric sum from 0", Sum(g**k, (k, 0, n)), (1 - g ** (n + 1)) / (1 - g))
fails("a geometric sum from 0, one power short", Sum(g**k, (k, 0, n)), (1 - g**n) / (1 - g))
holds("the bias of averaged gradients", (1 - b) * Sum(b ** (t - s), (s, 1, t)), 1 - b**t)
fails("the bias of averaged gradients, one step on", (1 - b) * Sum(b ** (t - s), (s, 1, t)), 1 - b ** (t + 1))
holds(
    "an arithmetic-geometric sum",
    Sum(k * g**k, k),
    g * (1 - (n + 1) * g**n + n * g ** (n + 1)) / (1 - g) ** 2,
)
fails("an arithmetic-geometric sum, its tail lost", Sum(k * g**k, k), g * (1 - g**n) / (1 - g) ** 2)
holds("powers of a negative", Sum((-1) ** (k + 1) * (-1) ** k, k), -n)
fails("powers of a negative, even", Sum((-1) ** (k + 2) * (-1) ** k, k), -n)
holds("powers add", g**k * g**j, g ** (k + j))
fails("powers multiply", g**k * g**j, g ** (k * 2))
poly = define("q", Sum(a[k] * g**k, k))
holds("a polynomial's slope", D(poly, g), Sum(k * a[k] * g ** (k - 1), k))
fails("a polynomial's slope, not lowered", D(poly, g), Sum(k * a[k] * g**k, k))
holds("a polynomial's slope in a coefficient", D(poly, a[j]), g**j)
fails("a polynomial's slope in another", D(poly, a[j]), g ** (j + 1))
holds("weights that fall off", D(Sum(exp(-(k * b)) * x[k], k), b), -Sum(k * exp(-(k * b)) * x[k], k))
fails("weights that fall off, unweighted", D(Sum(exp(-(k * b)) * x[k], k), b), -Sum(exp(-(k * b)) * x[k], k))
holds("a product of ratios", Sum(log(w[i + 1] / w[i]), (i, 1, n - 1)), log(w[n]) - log(w[1]))
fails("a product of ratios, its first kept", Sum(log(w[i + 1] / w[i]), (i, 1, n - 1)), log(w[n]))
holds("the last of many", D(x[n] ** 2 / 2, x[j]), delta(j, n) * x[n])
fails("the last of many, wherever", D(x[n] ** 2 / 2, x[j]), x[j] + 0 * x[n])
holds("the next token", D(Sum(x[i + 1] * y[i], (i, 1, n - 1)), y[j]), x[j + 1], given=within(j, 1, n - 1))
fails("the same token", D(Sum(x[i + 1] * y[i], (i, 1, n - 1)), y[j]), x[j], given=within(j, 1, n - 1))
holds("a place left out", Sum(x[i], i, without=1), Sum(x[i], (i, 2, n)))
fails("another place left out", Sum(x[i], i, without=n), Sum(x[i], (i, 2, n)))
holds("not the first", Sum(delta(i, t - 1) * x[i], i), x[t - 1], given=distinct(t, 1))
fails("not the first, one on", Sum(delta(i, t - 1) * x[i], i), x[t], given=distinct(t, 1))
holds("half of a square of places", Sum(Rational(1, 2), i, (j, 1, i)), n * (n + 1) / 4)
fails("half of a square of places, without the diagonal", Sum(Rational(1, 2), i, (j, 1, i)), n * (n - 1) / 4)
