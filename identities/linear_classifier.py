r"""The linear softmax classifier.

N samples x_i (the rows of X), C classes, one column of W for each class: the scores are S = X W, the
probabilities A the softargmax of every row of S, and y_i is the true class of sample i. The loss of a sample
is −log A_{i,y_i}, that of the batch its mean. The page derives the gradient as one does by hand, for a column
of W along the chain ℓ → A → S → W: first for the true class, then for the others, then both together. It ends
with the matrix forms that a program uses,

    ∂L/∂W = (1/N) Xᵀ(A − Y),   ∂L/∂X = (1/N) (A − Y)Wᵀ,   and with a bias b   ∂L/∂b = (1/N) (A − Y)ᵀ𝟏,

where Y_ik is 1 for the true class and 0 for the others, and with the second derivatives.

What the source calls a_j, s_j and x of sample i is A_ij, S_ij and X_id here, so that entries and matrices
have one name. Three of its formulas are wrong as printed: they stand here as printed, are refuted with
numbers, and the right ones follow.
"""

from derive.identities import LINEAR

from derive import *

N, inputs, C = dims("N D C")
i, l = indices("i l", N)
d, e = indices("d e", inputs)
j, k, c = indices("j k c", C)

X = matrix("X", N, inputs)
W = matrix("W", inputs, C)
y = labels("y", N, values=C)

S = define("S", i, j, Sum(W[d, j] * X[i, d], d))
A = define("A", i, j, exp(S[i, j]) / Sum(exp(S[i, k]), k), source=LINEAR("B1"))
ell = define("ell", i, -log(A[i, y[i]]), source=LINEAR("B4"))
L = define("L", 1 / N * Sum(ell[i], i), source=LINEAR("B7"))
Y = define("Y", i, k, delta(k, y[i]))

true, own = A[i, y[i]], S[i, y[i]]
Z = Sum(exp(S[i, k]), k)


# The probabilities

r = vector("r", N)


@identity(A[i, j], equals=exp(S[i, j] - r[i]) / Sum(exp(S[i, k] - r[i]), k), source=LINEAR("B2"))
def shifted_scores(line):
    """A shift of a sample's scores changes nothing, whatever it is; with the largest score nothing overflows.

    That exp is increasing is not the reason: the common factor exp(−r_i) cancels.
    """
    line(exp(S[i, j]) / Z, by=unfold(A))
    line(exp(S[i, j]) * exp(-r[i]) / (Z * exp(-r[i])), by=cancel)
    line(exp(S[i, j]) * exp(-r[i]) / Sum(exp(S[i, k]) * exp(-r[i]), k), by=constants_into_sum)
    line(by=exp_log)


@identity(exp(S[i, k] - r[i]), exceeds=0, source=LINEAR("B3"))
def shifted_exponential_is_positive():
    """The shifted exponentials are positive."""


@identity(1, at_least=exp(S[i, k] - r[i]), given=nonnegative(r[i] - S[i, k]), source=LINEAR("B3"))
def shifted_exponential_is_at_most_one(line):
    """Where the shift is at least every score, the exponents are at most 0 and the exponentials at most 1."""
    line(1 - exp(-(r[i] - S[i, k])), by=algebra)


# The loss

t, u, v = scalar("t"), scalar("u"), scalar("v")
q = define("q", logistic(u - v))
BCE = define("BCE", -(t * log(q) + (1 - t) * log(1 - q)), source=LINEAR("B5"))


@identity(BCE, equals=-t * log(t), source=LINEAR("B5"), expected="refuted")
def binary_cross_entropy_as_printed():
    """As printed, the binary cross-entropy is −y log y, y = 0 or 1 (t here): no probability occurs in it."""


@identity(
    -(t * log(exp(u) / (exp(u) + exp(v))) + (1 - t) * log(exp(v) / (exp(u) + exp(v)))),
    equals=BCE,
    source=LINEAR("B5"),
)
def binary_cross_entropy(line):
    """What is right: −(t log q + (1 − t) log(1 − q)), the cross-entropy of two classes scored u and v."""
    line(-(t * log(logistic(u - v)) + (1 - t) * log(1 - logistic(u - v))), by=exp_log)
    line(-(t * log(q) + (1 - t) * log(1 - q)), by=fold(q))
    line(by=fold(BCE))


@identity(D(BCE, u), equals=q - t)
def binary_gradient(line):
    """Its gradient, too, is probability less label."""
    line(D(-(t * log(q) + (1 - t) * log(1 - q)), u), by=unfold(BCE))
    line(-(t / q - (1 - t) / (1 - q)) * D(q, u), by=chain_rule)
    line(-(t / q - (1 - t) / (1 - q)) * (q * (1 - q)), by=differentiate & unfold(q))
    line(-(t * (1 - q) - (1 - t) * q), by=distribute)
    line(by=collect)


@identity(ell[i], equals=-Sum(delta(k, y[i]) * A[i, k], k), source=LINEAR("B6"), expected="refuted")
def indicator_form_as_printed():
    """As printed, the form with the indicator 1{k = y_i} lacks the logarithm."""


@identity(ell[i], equals=-Sum(delta(k, y[i]) * log(A[i, k]), k), source=LINEAR("B6"))
def indicator_form(line):
    """What is right: of the sum over all classes only the term of the true class is left."""
    line(-log(true), by=unfold(ell))
    line(by=sift)


@identity(L, equals=-(1 / N) * Sum(log(true), i), source=LINEAR("B7"))
def mean_loss(line):
    """The loss of the batch is the mean over its samples."""
    line(1 / N * Sum(ell[i], i), by=unfold(L), row="B7")
    line(by=unfold(ell))


@identity(ell[i], equals=-own + log(Z), source=LINEAR("B8"))
def loss_of_scores(line):
    """The loss in the scores: their soft maximum less the score of the true class."""
    line(-log(true), by=unfold(ell))
    line(-log(exp(own) / Z), by=unfold(A))
    line(by=exp_log)


@identity(
    ell[i],
    equals=-Sum(W[d, y[i]] * X[i, d], d) + log(Sum(exp(Sum(W[d, k] * X[i, d], d)), k)),
    source=LINEAR("B9"),
)
def loss_of_weights(line):
    """The loss in the weights."""
    line(-own + log(Z), by=using(loss_of_scores), row="B8")
    line(by=unfold(S))


# The column of the true class


@identity(D(ell[i], W[d, j]), equals=D(ell[i], true) * D(true, S[i, j]) * D(S[i, j], W[d, j]))
def chain(line):
    """One path: ℓ_i depends on A_{i,y_i} alone, and column j of W enters through the score S_ij alone."""
    line(D(-log(true), W[d, j]), by=unfold(ell))
    line(-(1 / true) * D(true, W[d, j]), by=chain_rule)
    line(-(1 / true) * Sum(D(true, S[i, k]) * D(S[i, k], W[d, j]), k), by=chain_rule & unfold(A))
    line(-(1 / true) * D(true, S[i, j]) * D(S[i, j], W[d, j]), by=differentiate & unfold(S))
    line(by=differentiate & fold(ell))


@identity(
    D(ell[i], W[d, y[i]]), equals=D(ell[i], true) * D(true, own) * D(own, W[d, y[i]]), source=LINEAR("B10")
)
def chain_for_true_class(line):
    """The same for the column of the true class."""
    line(by=using(chain))


@identity(D(ell[i], true), equals=-(1 / true), source=LINEAR("B11"))
def loss_in_probability(line):
    """The first factor: the derivative of the logarithm."""
    line(-D(log(true), true), by=linearity & unfold(ell), row="B11")
    line(by=differentiate)


@identity(D(true, own), equals=true * (1 - true), source=LINEAR("B12"))
def probability_in_own_score(line):
    """The second factor: the quotient rule."""
    line(D(exp(own) / Z, own), by=unfold(A), row="B12")
    line((exp(own) * Z - exp(own) * exp(own)) / Z**2, by=quotient_rule, row="B12")
    line(exp(own) / Z * ((Z - exp(own)) / Z), by=factor, row="B12")
    line(exp(own) / Z * (1 - exp(own) / Z), by=split, row="B12")
    line(by=fold(A), row="B12")


@identity(D(own, W[d, y[i]]), equals=X[i, d], source=LINEAR("B13"))
def own_score_in_weights(line):
    """The third factor: the score is linear in the weights."""
    line(D(Sum(W[e, y[i]] * X[i, e], e), W[d, y[i]]), by=unfold(S), row="B13")
    line(by=differentiate)


@identity(D(ell[i], W[d, y[i]]), equals=(true - 1) * X[i, d], source=LINEAR("B14"))
def true_class_gradient(line):
    """The three factors together."""
    line(D(ell[i], true) * D(true, own) * D(own, W[d, y[i]]), by=using(chain_for_true_class), row="B10")
    line(-(1 / true) * D(true, own) * D(own, W[d, y[i]]), by=using(loss_in_probability))
    line(-(1 / true) * (true * (1 - true)) * D(own, W[d, y[i]]), by=using(probability_in_own_score))
    line(-(1 / true) * (true * (1 - true)) * X[i, d], by=using(own_score_in_weights), row="B14")
    line(by=cancel, row="B14")


# The columns of the other classes

other, loose = label("j'", C), label("k'", C)


@identity(
    D(true, S[i, other]),
    equals=-true * A[i, other],
    given=distinct(other, y[i]),
    source=LINEAR("B15"),
    expected="refuted",
)
def probability_in_other_score_as_printed(line):
    """As printed, the two lines in the middle have exp S_ik where exp S_ij is meant.

    No sum binds that k, so it could be any class. Here j′ is the class of the column and k′ the loose one;
    the first and the last line are right.
    """
    line(D(exp(own) / Z, S[i, other]), by=unfold(A))
    line(-exp(own) * (exp(S[i, loose]) / Z**2), by=quotient_rule & given(distinct(other, y[i])), row="B15")
    line(-(exp(own) / Z) * (exp(S[i, loose]) / Z), by=split, row="B15")
    line(by=fold(A))


@identity(D(true, S[i, j]), equals=-true * A[i, j], given=distinct(j, y[i]), source=LINEAR("B15"))
def probability_in_other_score(line):
    """What is right: the score of another class moves the denominator only."""
    line(D(exp(own) / Z, S[i, j]), by=unfold(A), row="B15")
    line(-exp(own) * (exp(S[i, j]) / Z**2), by=quotient_rule & given(distinct(j, y[i])), row="B15")
    line(-(exp(own) / Z) * (exp(S[i, j]) / Z), by=split, row="B15")
    line(by=fold(A), row="B15")


@identity(D(ell[i], W[d, j]), equals=A[i, j] * X[i, d], given=distinct(j, y[i]), source=LINEAR("B17"))
def other_class_gradient(line):
    """The chain for another class; the two minus signs cancel."""
    line(D(ell[i], true) * D(true, S[i, j]) * D(S[i, j], W[d, j]), by=using(chain))
    line(-(1 / true) * D(true, S[i, j]) * D(S[i, j], W[d, j]), by=using(loss_in_probability))
    line(-(1 / true) * (-true * A[i, j]) * D(S[i, j], W[d, j]), by=using(probability_in_other_score))
    line(-(1 / true) * (-true * A[i, j]) * X[i, d], by=differentiate & unfold(S))
    line(1 / true * true * A[i, j] * X[i, d], by=algebra, row="B16")
    line(by=cancel, row="B17")


# Both together


@identity(D(ell[i], W[d, j]), equals=(A[i, j] - delta(j, y[i])) * X[i, d], source=LINEAR("B18"))
def sample_gradient(line):
    """Every column at once: probability less label, times the input."""
    line(D(-log(true), W[d, j]), by=unfold(ell))
    line(D(-log(exp(own) / Z), W[d, j]), by=unfold(A))
    line(D(-own + log(Z), W[d, j]), by=exp_log)
    line(-D(own, W[d, j]) + Sum(exp(S[i, k]) * D(S[i, k], W[d, j]), k) / Z, by=chain_rule)
    line(-(delta(j, y[i]) * X[i, d]) + exp(S[i, j]) * X[i, d] / Z, by=differentiate & unfold(S))
    line((exp(S[i, j]) / Z - delta(j, y[i])) * X[i, d], by=factor)
    line(by=fold(A))


@identity(
    D(ell[i], W[d, j]),
    equals=cases(((A[i, j] - 1) * X[i, d], equal(j, y[i])), A[i, j] * X[i, d]),
    source=LINEAR("B18"),
)
def sample_gradient_by_cases(line):
    """The same in two cases: the column of the true class, and the others."""
    line((A[i, j] - delta(j, y[i])) * X[i, d], by=using(sample_gradient))
    line(by=by_cases)


# The batch


@identity(D(L, W[d, j]), equals=1 / N * Sum(X[i, d] * (A[i, j] - Y[i, j]), i), source=LINEAR("B19"))
def batch_gradient(line):
    """The gradient of the batch is the mean of those of its samples."""
    line(D(1 / N * Sum(ell[i], i), W[d, j]), by=unfold(L))
    line(1 / N * Sum(D(ell[i], W[d, j]), i), by=linearity)
    line(1 / N * Sum((A[i, j] - delta(j, y[i])) * X[i, d], i), by=using(sample_gradient))
    line(by=fold(Y))


@identity(D(L, W), equals=X.T @ (A - Y) / N, source=LINEAR("B19"))
def batch_gradient_matrix(line):
    """In matrix form: inputs transposed times probabilities less labels."""
    line(by=using(batch_gradient))


@identity(D(ell[l], X[i, d]), equals=delta(i, l) * Sum((A[i, j] - Y[i, j]) * W[d, j], j))
def sample_input_gradient(line):
    """The loss of one sample moves with its own input alone."""
    own, Z = S[l, y[l]], Sum(exp(S[l, k]), k)
    line(D(-log(A[l, y[l]]), X[i, d]), by=unfold(ell))
    line(D(-own + log(Z), X[i, d]), by=unfold(A) & exp_log)
    line(-D(own, X[i, d]) + Sum(exp(S[l, j]) / Z * D(S[l, j], X[i, d]), j), by=chain_rule)
    line(-D(own, X[i, d]) + Sum(A[l, j] * D(S[l, j], X[i, d]), j), by=fold(A))
    line(delta(i, l) * (-W[d, y[i]] + Sum(A[i, j] * W[d, j], j)), by=differentiate & unfold(S))
    line(delta(i, l) * Sum((A[i, j] - delta(j, y[i])) * W[d, j], j), by=sift)
    line(by=fold(Y))


@identity(D(L, X[i, d]), equals=1 / N * Sum((A[i, j] - Y[i, j]) * W[d, j], j), source=LINEAR("B19"))
def input_gradient(line):
    """The gradient in the inputs, which a layer below receives."""
    line(D(1 / N * Sum(ell[l], l), X[i, d]), by=unfold(L))
    line(1 / N * Sum(D(ell[l], X[i, d]), l), by=linearity)
    line(1 / N * Sum(delta(i, l) * Sum((A[i, j] - Y[i, j]) * W[d, j], j), l), by=using(sample_input_gradient))
    line(by=sift)


@identity(D(L, X), equals=(A - Y) @ W.T / N, source=LINEAR("B19"))
def input_gradient_matrix(line):
    """In matrix form."""
    line(by=using(input_gradient))


b = vector("b", C)
R = define("R", i, j, S[i, j] + b[j])
P = define("P", i, j, exp(R[i, j]) / Sum(exp(R[i, k]), k))
M = define("M", -(1 / N) * Sum(log(P[i, y[i]]), i))


@identity(D(M, b[j]), equals=1 / N * Sum(P[i, j] - Y[i, j], i), source=LINEAR("B19"))
def bias_gradient(line):
    """With a bias b_j added to every score of class j, probabilities P and mean loss M."""
    Z = Sum(exp(R[i, k]), k)
    line(D(-(1 / N) * Sum(log(P[i, y[i]]), i), b[j]), by=unfold(M))
    line(D(-(1 / N) * Sum(R[i, y[i]] - log(Z), i), b[j]), by=unfold(P) & exp_log)
    line(-(1 / N) * Sum(D(R[i, y[i]], b[j]) - Sum(exp(R[i, k]) / Z * D(R[i, k], b[j]), k), i), by=chain_rule)
    line(-(1 / N) * Sum(D(R[i, y[i]], b[j]) - Sum(P[i, k] * D(R[i, k], b[j]), k), i), by=fold(P))
    line(-(1 / N) * Sum(delta(j, y[i]) - P[i, j], i), by=differentiate & unfold(R))
    line(1 / N * Sum(P[i, j] - delta(j, y[i]), i), by=distribute)
    line(by=fold(Y))


@identity(D(M, b), equals=(P - Y).T @ ones(N) / N, source=LINEAR("B19"))
def bias_gradient_matrix(line):
    """In matrix form: the columns of P − Y, summed."""
    line(by=using(bias_gradient))


# Second derivatives


@identity(D(ell[i], S[i, j], S[i, k]), equals=A[i, j] * (delta(j, k) - A[i, k]))
def hessian_in_scores(line):
    """In the scores the second derivative is the Jacobian of softargmax: no label occurs in it."""
    line(D(-log(true), S[i, j], S[i, k]), by=unfold(ell))
    line(D(-own + log(Z), S[i, j], S[i, k]), by=unfold(A) & exp_log)
    line(D(exp(S[i, j]) / Z - delta(j, y[i]), S[i, k]), by=differentiate)
    line(D(exp(S[i, j]) / Z, S[i, k]), by=linearity)
    line((delta(j, k) * exp(S[i, j]) * Z - exp(S[i, j]) * exp(S[i, k])) / Z**2, by=quotient_rule)
    line(exp(S[i, j]) / Z * (delta(j, k) - exp(S[i, k]) / Z), by=factor)
    line(by=fold(A))


@identity(D(ell[i], W[d, j], W[e, k]), equals=A[i, j] * (delta(j, k) - A[i, k]) * X[i, d] * X[i, e])
def hessian_in_weights(line):
    """In the weights it is J ⊗ x xᵀ, that Jacobian J times the input twice."""
    line(D(-log(true), W[d, j], W[e, k]), by=unfold(ell))
    line(D(-own + log(Z), W[d, j], W[e, k]), by=unfold(A) & exp_log)
    line(D((exp(S[i, j]) / Z - delta(j, y[i])) * X[i, d], W[e, k]), by=differentiate & unfold(S))
    line(D((A[i, j] - delta(j, y[i])) * X[i, d], W[e, k]), by=fold(A))
    line(D(A[i, j], W[e, k]) * X[i, d], by=linearity)
    line(Sum(A[i, j] * (delta(j, c) - A[i, c]) * D(S[i, c], W[e, k]), c) * X[i, d], by=chain_rule & unfold(A))
    line(by=differentiate & unfold(S))
