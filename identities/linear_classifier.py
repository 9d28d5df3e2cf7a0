r"""The linear softmax classifier.

N samples x_i (the rows of X), C classes, one column of W for each class: the scores are S = X W, the probabilities
A the softargmax of every row of S, and y_i is the true class of sample i. The loss of a sample is −log A_{i,y_i},
that of the batch its mean. The page derives the gradient as one does by hand: for a column of W along the chain
ℓ → A → S → W, first for the true class, then for the others, then both together; and ends with the matrix forms
that a program uses,

    ∂L/∂W = Xᵀ(A − Y)/N,   ∂L/∂b = (A − Y)ᵀ1/N,   ∂L/∂X = (A − Y)Wᵀ/N,

and with second derivatives. What the source calls a_j, s_j, x of sample i is A_ij, S_ij, X_id here, so that matrices
and entries have one name; d counts the inputs, and ∂ in W_dj, d = 1 … D, is the gradient in column j.

Three of the source's formulas are wrong as printed. They stand here as printed, are refuted with numbers, and the
right ones follow.
"""

from derive import *
from identities import LINEAR

N, inputs, C = dims("N D C")
i = index("i", N)
d, e = indices("d e", inputs)
j, k, l = indices("j k l", C)

X = matrix("X", N, inputs)
W = matrix("W", inputs, C)
y = labels("y", N, values=C)

S = define("S", i, j, Sum(W[d, j] * X[i, d], d))
A = define("A", i, j, exp(S[i, j]) / Sum(exp(S[i, k]), k), source=LINEAR("B1"))
ell = define("ell", i, -log(A[i, y[i]]), source=LINEAR("B4"))
L = define("L", Sum(ell[i], i) / N, source=LINEAR("B7"))
Y = define("Y", i, k, delta(k, y[i]))

c = vector("c", N)
true, own = A[i, y[i]], S[i, y[i]]
Z = Sum(exp(S[i, k]), k)


# The probabilities


@identity(A[i, j], equals=exp(S[i, j] - c[i]) / Sum(exp(S[i, k] - c[i]), k), source=LINEAR("B2"))
def shifted_scores(line):
    """A shift of a sample's scores changes nothing, whatever it is.

    With c_i the largest score no exponential overflows. That exp keeps the order of the scores is not the reason: the
    common factor exp(−c_i) cancels.
    """
    line(exp(S[i, j]) / Z, by=unfold(A))
    line(exp(S[i, j]) * exp(-c[i]) / (Z * exp(-c[i])), by=cancel)
    line(exp(S[i, j]) * exp(-c[i]) / Sum(exp(S[i, k]) * exp(-c[i]), k), by=constants_into_sum)
    line(by=exp_log)


@identity(exp(S[i, k] - c[i]), exceeds=0, source=LINEAR("B3"))
def shifted_exponential_positive():
    """The shifted exponentials are positive."""


@identity(1, at_least=exp(S[i, k] - c[i]), given=nonnegative(c[i] - S[i, k]), source=LINEAR("B3"))
def shifted_exponential_at_most_one(line):
    """With the largest score as shift the exponents are at most 0, so the exponentials are at most 1."""
    line(1 - exp(-(c[i] - S[i, k])), by=algebra)


# The loss


u, v, t = scalar("u"), scalar("v"), scalar("t")
q = define("q", logistic(u - v))
binary = define("b", -(t * log(q) + (1 - t) * log(1 - q)))


@identity(binary, equals=-t * log(t), source=LINEAR("B5"), expected="refuted")
def binary_cross_entropy_as_printed():
    """As printed, the binary cross-entropy has no probability in it: −y log y, where y is 0 or 1 (here t)."""


@identity(
    -(t * log(exp(u) / (exp(u) + exp(v))) + (1 - t) * log(exp(v) / (exp(u) + exp(v)))),
    equals=binary,
    source=LINEAR("B5"),
)
def binary_cross_entropy(line):
    """What is right: b = −(t log q + (1 − t) log(1 − q)), the cross-entropy of two classes with scores u and v."""
    line(-(t * log(logistic(u - v)) + (1 - t) * log(1 - logistic(u - v))), by=exp_log)
    line(by=fold(q) & fold(binary))


@identity(D(binary, u), equals=q - t, source=LINEAR("B5"))
def binary_gradient(line):
    """Its gradient has the form of every gradient on this page: probability less label."""
    line(D(-(t * log(q) + (1 - t) * log(1 - q)), u), by=unfold(binary))
    line(-(t / q - (1 - t) / (1 - q)) * D(q, u), by=chain_rule)
    line(-(t / q - (1 - t) / (1 - q)) * (q * (1 - q)), by=differentiate & unfold(q))
    line(-(t * (1 - q) - (1 - t) * q), by=cancel)
    line(by=collect)


@identity(ell[i], equals=-Sum(delta(k, y[i]) * A[i, k], k), source=LINEAR("B6"), expected="refuted")
def indicator_form_as_printed():
    """As printed, the form with the indicator 1{k = y_i} lacks the logarithm."""


@identity(-Sum(delta(k, y[i]) * log(A[i, k]), k), equals=ell[i], source=LINEAR("B6"))
def indicator_form(line):
    """What is right: only the term of the true class is left."""
    line(-log(true), by=sift)
    line(by=fold(ell))


@identity(L, equals=-Sum(log(true), i) / N, source=LINEAR("B7"))
def mean_loss(line):
    """The loss of the batch is the mean over its samples."""
    line(Sum(ell[i], i) / N, by=unfold(L))
    line(by=unfold(ell))


@identity(ell[i], equals=-own + log(Sum(exp(S[i, k]), k)), source=LINEAR("B8"))
def loss_of_scores(line):
    """The loss as a function of the scores: the soft maximum less the score of the true class."""
    line(-log(true), by=unfold(ell))
    line(-log(exp(own) / Z), by=unfold(A))
    line(by=exp_log)


@identity(
    ell[i],
    equals=-Sum(W[d, y[i]] * X[i, d], d) + log(Sum(exp(Sum(W[d, k] * X[i, d], d)), k)),
    source=LINEAR("B9"),
)
def loss_of_weights(line):
    """The loss as a function of the weights."""
    line(-own + log(Z), by=using(loss_of_scores))
    line(by=unfold(S))


# The column of the true class


@identity(
    D(ell[i], W[d, y[i]]),
    equals=D(ell[i], true) * D(true, own) * D(own, W[d, y[i]]),
    source=LINEAR("B10"),
)
def chain_of_true_class(line):
    """One path: the loss depends on A_{i,y_i} alone, and column y_i of W enters through the score S_{i,y_i} alone."""
    line(D(-log(true), W[d, y[i]]), by=unfold(ell))
    line(-(1 / true) * D(true, W[d, y[i]]), by=chain_rule)
    line(-(1 / true) * (D(true, own) * D(own, W[d, y[i]])), by=chain_rule & unfold(A))
    line(by=differentiate & fold(ell))


@identity(D(ell[i], true), equals=-(1 / true), source=LINEAR("B11"))
def loss_in_probability(line):
    """First factor: the derivative of the logarithm."""
    line(-D(log(true), true), by=linearity & unfold(ell))
    line(by=differentiate)


@identity(D(true, own), equals=true * (1 - true), source=LINEAR("B12"))
def probability_in_own_score(line):
    """Second factor: the quotient rule."""
    line(D(exp(own) / Z, own), by=unfold(A), row="B12")
    line((exp(own) * Z - exp(own) * exp(own)) / Z**2, by=quotient_rule, row="B12")
    line(exp(own) / Z * ((Z - exp(own)) / Z), by=factor, row="B12")
    line(exp(own) / Z * (1 - exp(own) / Z), by=split, row="B12")
    line(by=fold(A), row="B12")


@identity(D(own, W[d, y[i]]), equals=X[i, d], source=LINEAR("B13"))
def score_in_weights(line):
    """Third factor: the score is linear in the weights."""
    line(D(Sum(W[d, y[i]] * X[i, d], d), W[d, y[i]]), by=unfold(S))
    line(by=differentiate)


@identity(D(ell[i], W[d, y[i]]), equals=(true - 1) * X[i, d], source=LINEAR("B14"))
def true_class_gradient(line):
    """The three factors together: the column of the true class grows towards x_i."""
    line(D(ell[i], true) * D(true, own) * D(own, W[d, y[i]]), by=using(chain_of_true_class))
    line(-(1 / true) * D(true, own) * D(own, W[d, y[i]]), by=using(loss_in_probability))
    line(-(1 / true) * (true * (1 - true)) * D(own, W[d, y[i]]), by=using(probability_in_own_score))
    line(-(1 / true) * (true * (1 - true)) * X[i, d], by=using(score_in_weights), row="B14")
    line(by=cancel)


# The columns of the other classes


one, loose = label("j'", C), label("k'", C)


@identity(
    D(true, S[i, one]),
    equals=-true * A[i, one],
    given=distinct(one, y[i]),
    source=LINEAR("B15"),
    expected="refuted",
)
def probability_in_other_score_as_printed(line):
    """As printed, the two lines between have exp S_ik where exp S_ij is meant.

    No sum binds that k, so it could be any class: here j′ is the class of the column and k′ the loose one. The first
    and the last line are right.
    """
    line(D(exp(own) / Z, S[i, one]), by=unfold(A))
    line(-exp(own) * (exp(S[i, loose]) / Z**2), by=quotient_rule, row="B15")
    line(-(exp(own) / Z) * (exp(S[i, loose]) / Z), by=split, row="B15")
    line(by=fold(A))


@identity(D(true, S[i, j]), equals=-true * A[i, j], given=distinct(j, y[i]), source=LINEAR("B15"))
def probability_in_other_score(line):
    """What is right: the numerator does not depend on the score of another class, the denominator does."""
    line(D(exp(own) / Z, S[i, j]), by=unfold(A), row="B15")
    line(-exp(own) * (exp(S[i, j]) / Z**2), by=quotient_rule & given(distinct(j, y[i])), row="B15")
    line(-(exp(own) / Z) * (exp(S[i, j]) / Z), by=split, row="B15")
    line(by=fold(A), row="B15")


@identity(D(ell[i], W[d, j]), equals=A[i, j] * X[i, d], given=distinct(j, y[i]), source=LINEAR("B17"))
def other_class_gradient(line):
    """The chain through a score of another class; the two minus signs cancel."""
    line(D(ell[i], true) * D(true, S[i, j]) * D(S[i, j], W[d, j]), by=differentiate & unfold(A))
    line(-(1 / true) * (-true * A[i, j]) * X[i, d], by=using(probability_in_other_score))
    line(1 / true * true * A[i, j] * X[i, d], by=cancel, row="B16")
    line(by=cancel)


# Both together


@identity(D(ell[i], W[d, j]), equals=(A[i, j] - delta(j, y[i])) * X[i, d], source=LINEAR("B18"))
def sample_gradient(line):
    """Every column at once, with Kronecker's δ: probability less label, times the input."""
    line(D(-own + log(Z), W[d, j]), by=using(loss_of_scores))
    line((exp(S[i, j]) / Z - delta(j, y[i])) * X[i, d], by=differentiate & unfold(S))
    line(by=fold(A))


@identity(
    D(ell[i], W[d, j]),
    equals=cases(((A[i, j] - 1) * X[i, d], equal(j, y[i])), A[i, j] * X[i, d]),
    source=LINEAR("B18"),
)
def sample_gradient_by_cases(line):
    """The summary of the source, in two cases."""
    line((A[i, j] - delta(j, y[i])) * X[i, d], by=using(sample_gradient))
    line(by=by_cases)


@identity(D(L, W), equals=X.T @ (A - Y) / N, source=LINEAR("B19"))
def batch_gradient(line):
    """The gradient in the weights, for the whole batch."""
    line(by=differentiate)
