"""Products over an index, and their logarithms and derivatives."""

from derive import D, Product, Sum, dims, exp, family, indices, log, logistic, scalar, vector
from tests.practice.claims import Claims

n, m = dims("n m")
i, j, k = indices("i j k", n)
d, e = indices("d e", m)
x, w = vector("x", n), vector("w", m)
y = family("y", n)
b, p = family("b", n, positive=True), family("p", n, positive=True)
a, c = scalar("a", positive=True), scalar("c")
q, h = family("q", n, of=w, positive=True), family("h", n, of=w)

claims = Claims()
holds, fails = claims.holds, claims.fails

holds("a name does not matter", Product(x[k], k), Product(x[j], j))
fails("a product is no sum", Product(x[k], k), Sum(x[k], k))
holds("of a product", Product(x[k] * y[k], k), Product(x[k], k) * Product(y[k], k))
fails("of a sum", Product(x[k] + y[k], k), Product(x[k], k) + Product(y[k], k))
holds("of a constant", Product(a, k), a**n)
fails("of a constant, once", Product(c, k), c)
holds("a factor", Product(a * x[k], k), a**n * Product(x[k], k))
fails("a factor, once", Product(a * x[k], k), a * Product(x[k], k))
holds("a square", Product(x[k] ** 2, k), Product(x[k], k) ** 2)
holds("of factors", Product(1 + x[k], k) * Product(1 - x[k], k), Product(1 - x[k] ** 2, k))
fails("a sign for all", Product(-x[k], k), -Product(x[k], k))
holds("of exponentials", Product(exp(x[k]), k), exp(Sum(x[k], k)))
fails("of exponentials, multiplied", Product(exp(x[k]), k), exp(Product(x[k], k)))
holds("its logarithm", log(Product(b[k], k)), Sum(log(b[k]), k))
fails("its logarithm, multiplied", log(Product(b[k], k)), Product(log(b[k]), k))
holds("of powers", log(Product(p[k] ** y[k], k)), Sum(y[k] * log(p[k]), k))
fails("of powers, the exponents added", Product(p[k] ** y[k], k), Product(p[k], k) ** Sum(y[k], k))
holds("its derivative", D(Product(x[k], k), x[j]), Product(x[k], k, without=j))
fails("its derivative, with j", D(Product(x[k], k), x[j]), Product(x[k], k) + 0 * x[j])
holds("its derivative, divided", D(Product(x[k], k), x[j]), Product(x[k], k) / x[j])
holds("one left out", x[j] * Product(x[k], k, without=j), Product(x[k], k) + 0 * x[j])
fails("one left out, twice", x[j] ** 2 * Product(x[k], k, without=j), Product(x[k], k) + 0 * x[j])
holds("the product rule", D(Product(h[k], k), w[d]), Sum(D(h[k], w[d]) * Product(h[j], j, without=k), k))
fails("the product rule, with all", D(Product(h[k], k), w[d]), Sum(D(h[k], w[d]) * Product(h[j], j), k))
holds("a log-likelihood", D(log(Product(q[k], k)), w[d]), Sum(D(q[k], w[d]) / q[k], k))
fails("a log-likelihood, undivided", D(log(Product(q[k], k)), w[d]), Sum(D(q[k], w[d]), k))
likelihood = Product(logistic(x[k]) ** y[k] * (1 - logistic(x[k])) ** (1 - y[k]), k)
holds("Bernoulli", D(log(likelihood), x[j]), y[j] - logistic(x[j]))
fails("Bernoulli, its sign", D(log(likelihood), x[j]), logistic(x[j]) - y[j])
holds(
    "of positive terms",
    D(Product(1 + x[k] ** 2, k), x[j]),
    2 * x[j] * Product(1 + x[k] ** 2, k) / (1 + x[j] ** 2),
)
holds("a geometric mean", Product(b[k], k) ** (1 / n), exp(Sum(log(b[k]), k) / n))
fails("a geometric mean, multiplied by n", Product(b[k], k) ** (1 / n), exp(Sum(log(b[k]), k) * n))
holds("sums of products", Sum(Product(x[k] * w[d], k), d), Sum(Product(w[e] * x[j], j), e))
