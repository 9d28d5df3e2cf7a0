r"""Attention.

A query asks n keys, and takes the mean of their values with weights from softargmax of the scores. For queries
Q, keys K and values V, with scores S_ij = Σ_d Q_id K_jd / √D and weights A by softargmax of every row, the
output is O = A V.

The backward pass runs through the same three steps in reverse. Nothing in it needs the Jacobian of a row: with
G_ic = ∂L/∂O_ic and B_ij = Σ_c G_ic V_jc the gradient in the scores is A_ij (B_ij − Σ_l A_il B_il), and the sum
in it equals Σ_c G_ic O_ic, a number for each query that is known without the weights. That is what lets an
implementation keep no matrix of n × n numbers.

A mask, a bias or a temperature enter the scores alone. Blocks of keys can be merged in any order by rescaling.
"""

from derive import *

m, n, D_, C = dims("m n D C")
i, h = indices("i h", m)
j, k, l = indices("j k l", n)
d, e = indices("d e", D_)
c, f = indices("c f", C)

Q, K, V = matrix("Q", m, D_), matrix("K", n, D_), matrix("V", n, C)
G = matrix("G", m, C)
T = scalar("T", positive=True)

S = define("S", i, j, Sum(Q[i, d] * K[j, d], d) / T)
A = define("A", i, j, exp(S[i, j]) / Sum(exp(S[i, k]), k))
O = define("O", i, c, Sum(A[i, j] * V[j, c], j))
B = define("B", i, j, Sum(G[i, c] * V[j, c], c))


# Forward


@identity(Sum(A[i, j], j), equals=1)
def weights_sum_to_one(line):
    """The weights of every query sum to 1."""
    line(Sum(exp(S[i, j]), j) / Sum(exp(S[i, k]), k), by=unfold(A))
    line(by=cancel)


b = vector("b", m)


@identity(exp(S[i, j] + b[i]) / Sum(exp(S[i, k] + b[i]), k), equals=A[i, j])
def blind_to_shifts(line):
    """What is added to all scores of a query cancels; so the largest may be taken away."""
    line(exp(S[i, j]) * exp(b[i]) / Sum(exp(S[i, k]) * exp(b[i]), k), by=exp_log)
    line(exp(S[i, j]) / Sum(exp(S[i, k]), k), by=cancel)
    line(by=fold(A))


# Backward, step by step: O = A V


@identity(D(Sum(G[i, c] * O[i, c], i, c), V), equals=A.T @ G, source=Source("Attention is all you need"))
def gradient_of_values(line):
    """Every value collects the gradients of those who looked at it."""
    line(by=differentiate & unfold(O))


W = matrix("W", m, n)


@identity(D(Sum(G[i, c] * W[i, j] * V[j, c], i, j, c), W), equals=G @ V.T)
def gradient_of_weights(line):
    """The gradient in the weights, if they were free: B = G Vᵀ."""
    line(by=differentiate)


@identity(D(A[i, k], T), equals=A[i, k] * (Sum(A[i, j] * S[i, j], j) - S[i, k]) / T)
def temperature_slope(line):
    """A rising temperature moves weight from scores above the mean to scores below it."""
    line(D(exp(S[i, k]) / Sum(exp(S[i, j]), j), T), by=unfold(A))
    Z = Sum(exp(S[i, j]), j)
    line(
        (exp(S[i, k]) * (-S[i, k] / T) * Z - exp(S[i, k]) * Sum(exp(S[i, j]) * (-S[i, j] / T), j)) / Z**2,
        by=quotient_rule & unfold(S),
    )
    line(exp(S[i, k]) / Z * (Sum(exp(S[i, j]) / Z * S[i, j], j) - S[i, k]) / T, by=algebra)
    line(by=fold(A))


# Through the softargmax of every row

s = matrix("s", m, n)
a = define("a", i, j, exp(s[i, j]) / Sum(exp(s[i, k]), k))
o = define("o", i, c, Sum(a[i, j] * V[j, c], j))
g = define("g", i, Sum(G[i, c] * o[i, c], c))


@identity(D(a[i, j], s[h, l]), equals=delta(i, h) * (a[i, j] * (delta(j, l) - a[i, l])))
def weights_slope(line):
    """Every row by itself, with the Jacobian of softargmax."""
    Z = Sum(exp(s[i, k]), k)
    line(D(exp(s[i, j]) / Z, s[h, l]), by=unfold(a))
    line(
        delta(i, h) * (delta(j, l) * exp(s[i, j]) * Z - exp(s[i, j]) * exp(s[i, l])) / Z**2,
        by=quotient_rule,
    )
    line(by=fold(a))


@identity(Sum(a[i, j] * B[i, j], j), equals=g[i], source=Source("FlashAttention"))
def row_correction(line):
    """The mean that the backward pass subtracts is Σ_c G_ic O_ic: it needs the output, not the weights."""
    line(Sum(a[i, j] * Sum(G[i, c] * V[j, c], c), j), by=unfold(B))
    line(Sum(G[i, c] * Sum(a[i, j] * V[j, c], j), c), by=swap_sums)
    line(Sum(G[i, c] * o[i, c], c), by=fold(o))
    line(by=fold(g))


@identity(
    D(Sum(G[i, c] * o[i, c], i, c), s[h, l]),
    equals=a[h, l] * (B[h, l] - g[h]),
    source=Source("FlashAttention"),
)
def gradient_of_scores(line):
    """The gradient in the scores, with one number subtracted for each query."""
    line(Sum(G[i, c] * D(a[i, j], s[h, l]) * V[j, c], i, j, c), by=linearity & unfold(o))
    line(
        Sum(G[i, c] * (delta(i, h) * (a[i, j] * (delta(j, l) - a[i, l]))) * V[j, c], i, j, c),
        by=using(weights_slope),
    )
    line(a[h, l] * Sum(G[h, c] * V[l, c], c) - a[h, l] * Sum(G[h, c] * Sum(a[h, j] * V[j, c], j), c), by=sift)
    line(a[h, l] * B[h, l] - a[h, l] * g[h], by=fold(B) & fold(o) & fold(g))
    line(by=factor)


R = matrix("R", m, n)


@identity(D(Sum(R[i, j] * S[i, j], i, j), Q), equals=R @ K / T)
def gradient_of_queries(line):
    """From the scores to the queries: for any gradient R in the scores, R K / T."""
    line(by=differentiate & unfold(S))


@identity(D(Sum(R[i, j] * S[i, j], i, j), K), equals=R.T @ Q / T)
def gradient_of_keys(line):
    """And to the keys, Rᵀ Q / T."""
    line(by=differentiate & unfold(S))


@identity(
    D(Sum(G[i, c] * O[i, c], i, c), Q[h, d]),
    equals=Sum(A[h, l] * (B[h, l] - Sum(A[h, k] * B[h, k], k)) * K[l, d], l) / T,
    source=Source("FlashAttention"),
)
def gradient_of_queries_in_full(line):
    """All three steps together."""
    line(D(Sum(G[i, c] * A[i, j] * V[j, c], i, j, c), Q[h, d]), by=unfold(O))
    line(
        Sum(
            G[i, c] * delta(i, h) * A[i, j] * (K[j, d] - Sum(A[i, k] * K[k, d], k)) / T * V[j, c],
            i,
            j,
            c,
        ),
        by=differentiate & unfold(A) & unfold(S),
    )
    line(Sum(A[h, j] * (K[j, d] - Sum(A[h, k] * K[k, d], k)) * Sum(G[h, c] * V[j, c], c), j) / T, by=sift)
    line(Sum(A[h, j] * (K[j, d] - Sum(A[h, k] * K[k, d], k)) * B[h, j], j) / T, by=fold(B))
    line(by=algebra)


@identity(
    D(Sum(G[i, c] * O[i, c], i, c), K[l, d]),
    equals=Sum(A[i, l] * (B[i, l] - Sum(A[i, k] * B[i, k], k)) * Q[i, d], i) / T,
    source=Source("FlashAttention"),
)
def gradient_of_keys_in_full(line):
    """A key hears from every query that looked at it."""
    line(D(Sum(G[i, c] * A[i, j] * V[j, c], i, j, c), K[l, d]), by=unfold(O))
    line(
        Sum(G[i, c] * A[i, j] * (delta(j, l) - A[i, l]) * Q[i, d] / T * V[j, c], i, j, c),
        by=differentiate & unfold(A) & unfold(S),
    )
    line(
        Sum(
            (A[i, l] * Sum(G[i, c] * V[l, c], c) - A[i, l] * Sum(A[i, j] * Sum(G[i, c] * V[j, c], c), j))
            * Q[i, d],
            i,
        )
        / T,
        by=sift,
    )
    line(Sum((A[i, l] * B[i, l] - A[i, l] * Sum(A[i, j] * B[i, j], j)) * Q[i, d], i) / T, by=fold(B))
    line(by=algebra)


# A causal mask

q, r = indices("q r", n)
t = matrix("t", n, n)
M = define("M", q, j, upto(j, q) * exp(t[q, j]) / Sum(upto(k, q) * exp(t[q, k]), k))


@identity(D(M[q, j], t[q, l]), equals=M[q, j] * (delta(j, l) - M[q, l]))
def causal_slope(line):
    """A causal mask lets nobody look ahead; masked weights are 0, and so are their slopes: the formula stays."""
    Z = Sum(upto(k, q) * exp(t[q, k]), k)
    line(D(upto(j, q) * exp(t[q, j]) / Z, t[q, l]), by=unfold(M))
    line(
        (
            upto(j, q) * delta(j, l) * exp(t[q, j]) * Z
            - upto(j, q) * exp(t[q, j]) * (upto(l, q) * exp(t[q, l]))
        )
        / Z**2,
        by=quotient_rule,
    )
    line(by=fold(M))


@identity(before(q, l) * M[q, l], equals=0)
def nobody_looks_ahead(line):
    """A key that comes after the query has no weight."""
    line(before(q, l) * (upto(l, q) * exp(t[q, l]) / Sum(upto(k, q) * exp(t[q, k]), k)), by=unfold(M))
    line(by=algebra)


X, Y = matrix("X", n, D_), matrix("Y", n, D_)
u, H = matrix("U", n, C), matrix("H", n, C)
N = define(
    "N",
    q,
    j,
    upto(j, q) * exp(Sum(X[q, d] * Y[j, d], d) / T) / Sum(upto(k, q) * exp(Sum(X[q, d] * Y[k, d], d) / T), k),
)
P = define("P", q, c, Sum(N[q, j] * u[j, c], j))
F = define("F", q, j, Sum(H[q, c] * u[j, c], c))


@identity(
    D(Sum(H[q, c] * P[q, c], q, c), X[r, d]),
    equals=Sum(N[r, l] * (F[r, l] - Sum(N[r, k] * F[r, k], k)) * Y[l, d], l) / T,
    source=Source("FlashAttention"),
)
def causal_gradient_of_queries(line):
    """With the mask on the scores of X Yᵀ, the gradients keep their form: in the queries,"""
    line(D(Sum(H[q, c] * N[q, j] * u[j, c], q, j, c), X[r, d]), by=unfold(P))
    line(
        Sum(H[r, c] * N[r, j] * (Y[j, d] - Sum(N[r, k] * Y[k, d], k)) / T * u[j, c], j, c),
        by=differentiate & unfold(N),
    )
    line(Sum(N[r, j] * (Y[j, d] - Sum(N[r, k] * Y[k, d], k)) * F[r, j], j) / T, by=fold(F))
    line(by=algebra)


@identity(
    D(Sum(H[q, c] * P[q, c], q, c), Y[l, d]),
    equals=Sum(N[q, l] * (F[q, l] - Sum(N[q, k] * F[q, k], k)) * X[q, d], q) / T,
    source=Source("FlashAttention"),
)
def causal_gradient_of_keys(line):
    """in the keys,"""
    line(D(Sum(H[q, c] * N[q, j] * u[j, c], q, j, c), Y[l, d]), by=unfold(P))
    line(
        Sum(H[q, c] * N[q, j] * (delta(j, l) - N[q, l]) * X[q, d] / T * u[j, c], q, j, c),
        by=differentiate & unfold(N),
    )
    line(Sum(F[q, j] * N[q, j] * (delta(j, l) - N[q, l]) * X[q, d], q, j) / T, by=fold(F))
    line(by=sift)


@identity(D(Sum(H[q, c] * P[q, c], q, c), u), equals=N.T @ H)
def causal_gradient_of_values(line):
    """and in the values."""
    line(by=differentiate & unfold(P))


# Blocks

x, y = vector("x", n), vector("y", m)
v, w = matrix("v", n, C), matrix("w", m, C)
mu, nu = scalar("mu"), scalar("nu")
Z1 = define("Z_1", Sum(exp(x[j] - mu), j))
Z2 = define("Z_2", Sum(exp(y[i] - nu), i))


@identity(
    log(Sum(exp(x[j]), j) + Sum(exp(y[i]), i)),
    equals=mu + log(Z1 + exp(nu - mu) * Z2),
    source=Source("Online normalizer calculation for softmax"),
)
def merged_normaliser(line):
    """Two blocks of scores, each with a shift of its own: the second is rescaled to the first."""
    line(log(exp(mu) * Sum(exp(x[j] - mu), j) + exp(nu) * Sum(exp(y[i] - nu), i)), by=exp_log)
    line(log(exp(mu) * Z1 + exp(nu) * Z2), by=fold(Z1) & fold(Z2))
    line(log(exp(mu) * (Z1 + exp(nu - mu) * Z2)), by=exp_log)
    line(by=exp_log)


o1 = define("o_1", c, Sum(exp(x[j] - mu) * v[j, c], j) / Z1)
o2 = define("o_2", c, Sum(exp(y[i] - nu) * w[i, c], i) / Z2)


@identity(
    (Sum(exp(x[j]) * v[j, c], j) + Sum(exp(y[i]) * w[i, c], i)) / (Sum(exp(x[j]), j) + Sum(exp(y[i]), i)),
    equals=(Z1 * o1[c] + exp(nu - mu) * Z2 * o2[c]) / (Z1 + exp(nu - mu) * Z2),
    source=Source("FlashAttention"),
)
def merged_outputs(line):
    """The outputs of two blocks are averaged with their rescaled normalisers."""
    total = Z1 + exp(nu - mu) * Z2
    line(
        (Sum(exp(x[j] - mu) * v[j, c], j) + exp(nu - mu) * Sum(exp(y[i] - nu) * w[i, c], i)) / total,
        by=exp_log & fold(Z1) & fold(Z2),
    )
    line(by=fold(o1) & fold(o2))


# Without softargmax

phi, psi = matrix("phi", m, D_), matrix("psi", n, D_)


@identity(
    Sum(Sum(phi[i, d] * psi[j, d], d) * V[j, c], j),
    equals=Sum(phi[i, d] * Sum(psi[j, d] * V[j, c], j), d),
    source=Source("Transformers are RNNs"),
)
def linear_attention(line):
    """Where weights are products of features the sums change places: keys and values are summed up once for all."""
    line(Sum(Sum(phi[i, d] * psi[j, d] * V[j, c], d), j), by=constants_into_sum)
    line(by=swap_sums)


# Rotary positions

alpha, beta = scalar("alpha"), scalar("beta")
q1, q2, k1, k2 = scalar("q_1"), scalar("q_2"), scalar("k_1"), scalar("k_2")


@identity(
    (q1 * cos(alpha) - q2 * sin(alpha)) * (k1 * cos(beta) - k2 * sin(beta))
    + (q1 * sin(alpha) + q2 * cos(alpha)) * (k1 * sin(beta) + k2 * cos(beta)),
    equals=(q1 * k1 + q2 * k2) * cos(alpha - beta) + (q1 * k2 - q2 * k1) * sin(alpha - beta),
    source=Source("RoFormer: enhanced transformer with rotary position embedding"),
)
def rotary_score(line):
    """Query and key turned by the angles of their places: the score depends on the difference of the angles alone."""
    line(
        (q1 * k1 + q2 * k2) * (cos(alpha) * cos(beta) + sin(alpha) * sin(beta))
        + (q1 * k2 - q2 * k1) * (sin(alpha) * cos(beta) - cos(alpha) * sin(beta)),
        by=distribute,
    )
    line(by=angles)


g1, g2 = scalar("g_1"), scalar("g_2")


@identity(
    D(g1 * (q1 * cos(alpha) - q2 * sin(alpha)) + g2 * (q1 * sin(alpha) + q2 * cos(alpha)), q1),
    equals=g1 * cos(alpha) + g2 * sin(alpha),
)
def rotary_backward(line):
    """The backward pass of a turn is the turn back."""
    line(by=differentiate)
