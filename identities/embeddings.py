r"""Embeddings.

Words, users, points: each gets a vector, and the loss sees inner products or distances of two of them. So the
gradient of a vector is a sum over its partners, each weighted by a scalar that says how wrong that pair is;
what differs from model to model is only the scalar.
"""

from derive import *

n, m, R_ = dims("n m R")
i, j, k, l = indices("i j k l", n)
a, b = indices("a b", m)
r, s = indices("r s", R_)

U, V = matrix("U", n, R_), matrix("V", n, R_)
u, v = vector("u", R_), vector("v", R_)
W = matrix("W", m, R_)


# Skip-grams with negative samples

good = Sum(u[r] * v[r], r)
bad = Sum(u[r] * W[a, r], r)
pairs = define("L", -log(logistic(good)) - Sum(log(logistic(-bad)), a))


@identity(
    D(pairs, v[s]),
    equals=-logistic(-good) * u[s],
    source=Source("Distributed representations of words and phrases and their compositionality"),
)
def context_gradient(line):
    """The true context is drawn to the word by the chance that the model denies the pair."""
    line(-1 / logistic(good) * (logistic(good) * (1 - logistic(good))) * u[s], by=chain_rule & unfold(pairs))
    line(-(1 - logistic(good)) * u[s], by=cancel)
    line(by=exp_log)


@identity(D(pairs, W[b, s]), equals=logistic(Sum(u[r] * W[b, r], r)) * u[s])
def negative_gradient(line):
    """A negative sample is pushed away by the chance that the model believes in it."""
    line(D(softplus(-good) + Sum(softplus(bad), a), W[b, s]), by=unfold(pairs) & exp_log)
    line(Sum(logistic(bad) * (delta(a, b) * u[s]), a), by=differentiate)
    line(by=sift)


@identity(
    D(pairs, u[s]),
    equals=-logistic(-good) * v[s] + Sum(logistic(bad) * W[a, s], a),
    source=Source("word2vec explained"),
)
def word_gradient(line):
    """And the word feels both."""
    line(D(softplus(-good) + Sum(softplus(bad), a), u[s]), by=unfold(pairs) & exp_log)
    line(by=differentiate)


# Skip-grams with softargmax over the vocabulary

score = Sum(U[k, r] * v[r], r)
p = define("p", k, exp(score) / Sum(exp(Sum(U[j, r] * v[r], r)), j))
c = label("c", n)


@identity(
    D(-log(p[c]), v[s]),
    equals=Sum(p[k] * U[k, s], k) - U[c, s],
    source=Source("Efficient estimation of word representations in vector space"),
)
def softargmax_word_gradient(line):
    """All words are predicted: expected output vector less that of the true word."""
    Z = Sum(exp(score), k)
    line(D(log(Z) - Sum(U[c, r] * v[r], r), v[s]), by=unfold(p) & exp_log)
    line(Sum(exp(score) * U[k, s], k) / Z - U[c, s], by=differentiate)
    line(by=fold(p))


@identity(D(-log(p[c]), U[l, s]), equals=(p[l] - delta(c, l)) * v[s])
def softargmax_output_gradient(line):
    """Every output vector moves along the word, by its probability less what was seen."""
    Z = Sum(exp(score), k)
    line(D(log(Z) - Sum(U[c, r] * v[r], r), U[l, s]), by=unfold(p) & exp_log)
    line(exp(Sum(U[l, r] * v[r], r)) * v[s] / Z - delta(c, l) * v[s], by=differentiate)
    line(p[l] * v[s] - delta(c, l) * v[s], by=fold(p))
    line(by=factor)


# GloVe

F, X = matrix("F", n, n), matrix("X", n, n)
e, f = vector("e", n), vector("f", n)
gap = define("G", i, j, Sum(U[i, r] * V[j, r], r) + e[i] + f[j] - X[i, j])


@identity(
    D(Sum(F[i, j] * gap[i, j] ** 2, i, j), U[l, s]),
    equals=2 * Sum(F[l, j] * gap[l, j] * V[j, s], j),
    source=Source("GloVe: global vectors for word representation"),
)
def glove_gradient(line):
    """GloVe fits logarithms X of counts, weighted by F: a weighted factorisation with biases."""
    line(Sum(2 * F[i, j] * gap[i, j] * D(gap[i, j], U[l, s]), i, j), by=chain_rule)
    line(Sum(2 * F[i, j] * gap[i, j] * (delta(i, l) * V[j, s]), i, j), by=differentiate & unfold(gap))
    line(by=sift)


@identity(D(Sum(F[i, j] * gap[i, j] ** 2, i, j), e[l]), equals=2 * Sum(F[l, j] * gap[l, j], j))
def glove_gradient_of_bias(line):
    """The bias of a word takes the weighted residuals as they are."""
    line(Sum(2 * F[i, j] * gap[i, j] * delta(i, l), i, j), by=differentiate & unfold(gap))
    line(by=sift)


# Stochastic neighbours

Y = matrix("Y", n, R_)
P = matrix("P", n, n)
w = define("w", i, j, 1 / (1 + Sum((Y[i, r] - Y[j, r]) ** 2, r)))


@identity(D(log(w[i, j]), Y[i, s]), equals=-2 * w[i, j] * (Y[i, s] - Y[j, s]))
def student_kernel_slope(line):
    """The kernel of t-SNE, with a heavy tail: a force that falls with the distance."""
    square = Sum((Y[i, r] - Y[j, r]) ** 2, r)
    line(D(log(1 / (1 + square)), Y[i, s]), by=unfold(w))
    line(-2 * (Y[i, s] - Y[j, s]) / (1 + square), by=chain_rule)
    line(by=fold(w))


Z = define("Z", Sum(w[k, l], k, l))


@identity(
    D(-Sum(P[k, l] * log(w[k, l]), k, l) + log(Z), Y[i, s]),
    equals=4 * Sum((P[i, j] - w[i, j] / Z) * w[i, j] * (Y[i, s] - Y[j, s]), j),
    given=symmetric(P),
    source=Source("Visualizing data using t-SNE"),
)
def t_sne_gradient(line):
    """t-SNE: every pair pulls by its affinity and pushes by its likeness.

    A point's likeness to itself, which is 1, is a constant in Z.
    """
    move = delta(k, i) - delta(l, i)
    gap_ = Y[k, s] - Y[l, s]
    line(
        Sum(2 * P[k, l] * w[k, l] * gap_ * move, k, l) - Sum(2 * w[k, l] ** 2 * gap_ * move, k, l) / Z,
        by=differentiate & unfold(Z) & unfold(w),
    )
    line(Sum(2 * (P[k, l] - w[k, l] / Z) * w[k, l] * gap_ * move, k, l), by=collect)
    line(
        Sum(2 * (P[i, j] - w[i, j] / Z) * w[i, j] * (Y[i, s] - Y[j, s]), j)
        + Sum(2 * (P[j, i] - w[j, i] / Z) * w[j, i] * (Y[i, s] - Y[j, s]), j),
        by=sift,
    )
    line(by=given(symmetric(P)) & unfold(w))


# Factorisation machines

x = vector("x", n)
machine = define("M", (Sum(Sum(U[i, r] * x[i], i) ** 2, r) - Sum(U[i, r] ** 2 * x[i] ** 2, i, r)) / 2)


@identity(
    Sum(before(i, j) * Sum(U[i, r] * U[j, r], r) * x[i] * x[j], i, j),
    equals=machine,
    source=Source("Factorization machines"),
)
def pairs_in_linear_time(line):
    """All pairs of features without a double sum: the square of a sum less the sum of squares."""
    line(
        (Sum(U[i, r] * U[j, r] * x[i] * x[j], i, j, r) - Sum(U[i, r] ** 2 * x[i] ** 2, i, r)) / 2, by=algebra
    )
    line((Sum(Sum(U[i, r] * x[i], i) ** 2, r) - Sum(U[i, r] ** 2 * x[i] ** 2, i, r)) / 2, by=algebra)
    line(by=fold(machine))


@identity(
    D(machine, U[j, s]),
    equals=x[j] * (Sum(U[i, s] * x[i], i) - U[j, s] * x[j]),
    source=Source("Factorization machines"),
)
def machine_gradient(line):
    """A factor of a feature: all others, weighted."""
    line(Sum(U[i, s] * x[i], i) * x[j] - U[j, s] * x[j] ** 2, by=differentiate & unfold(machine))
    line(by=factor)


# Places in a knowledge graph

h, t, g = vector("h", R_), vector("t", R_), vector("g", R_)


@identity(
    D(Sum((h[r] + g[r] - t[r]) ** 2, r), h[s]),
    equals=2 * (h[s] + g[s] - t[s]),
    source=Source("Translating embeddings for modeling multi-relational data"),
)
def translation_gradient(line):
    """A relation g carries a head h to a tail t: the error moves all three alike."""
    line(Sum(2 * (h[r] + g[r] - t[r]) * delta(r, s), r), by=differentiate)
    line(by=sift)


@identity(
    D(Sum(h[r] * g[r] * t[r], r), g[s]),
    equals=h[s] * t[s],
    source=Source("Embedding entities and relations for learning and inference in knowledge bases"),
)
def bilinear_gradient(line):
    """A diagonal bilinear score: products of the other two."""
    line(Sum(h[r] * t[r] * delta(r, s), r), by=differentiate)
    line(by=sift)
