r"""A softmax layer in a network: weights and biases.

A layer with inputs o_m has weights w_im and biases b_i; its scores are z_i = Σ_m w_im o_m + b_i, its outputs
s_i = exp z_i / Σ_j exp z_j. To train it one needs the gradients in the weights and biases. The chain rule has
two links, from the outputs to the scores and from the scores to the weights. A weight w_jm enters through z_j
alone, but reaches all outputs: s_j through numerator and denominator, the others through the denominator,

    ∂s_i/∂w_jm = s_i (δ_ij − s_j) o_m.

For a loss with ∂L/∂s_i = g_i the gradients follow by summing over i; for the cross-entropy with labels that
sum to 1 they are (s_j − y_j) o_m for the weights and s_j − y_j for the biases.
"""

from derive.identities import NETWORK

from derive import *

n, r = dims("n r")
i, j, k = indices("i j k", n)
m = index("m", r)

o = vector("o", r)
w = matrix("w", n, r)
b = vector("b", n)
z = define("z", i, Sum(w[i, m] * o[m], m) + b[i], source=NETWORK("D3"))
s = define("s", i, exp(z[i]) / Sum(exp(z[j]), j), source=NETWORK("D1"))

total = Sum(exp(z[k]), k)


# The outputs


@identity(D(s[i], z[j]), equals=s[i] * (delta(i, j) - s[j]))
def jacobian(line):
    """The outputs in the scores: i = j and i ≠ j in one formula."""
    line(D(exp(z[i]) / total, z[j]), by=unfold(s))
    line((delta(i, j) * exp(z[i]) * total - exp(z[i]) * exp(z[j])) / total**2, by=quotient_rule)
    line(exp(z[i]) / total * (delta(i, j) - exp(z[j]) / total), by=factor)
    line(by=fold(s))


@identity(D(s[i], w[j, m]), equals=s[i] * (delta(i, j) - s[j]) * o[m], source=NETWORK("D4"))
def output_in_weights(line):
    """The outputs in the weights: of all scores only z_j depends on w_jm."""
    line(Sum(D(s[i], z[k]) * D(z[k], w[j, m]), k), by=chain_rule & unfold(s))
    line(Sum(s[i] * (delta(i, k) - s[k]) * D(z[k], w[j, m]), k), by=using(jacobian))
    line(Sum(s[i] * (delta(i, k) - s[k]) * (delta(k, j) * o[m]), k), by=differentiate & unfold(z))
    line(by=sift)


@identity(D(s[i], b[j]), equals=s[i] * (delta(i, j) - s[j]), source=NETWORK("D4"))
def output_in_biases(line):
    """The outputs in the biases: the same with 1 for the input."""
    line(Sum(D(s[i], z[k]) * D(z[k], b[j]), k), by=chain_rule & unfold(s))
    line(Sum(s[i] * (delta(i, k) - s[k]) * D(z[k], b[j]), k), by=using(jacobian))
    line(Sum(s[i] * (delta(i, k) - s[k]) * delta(k, j), k), by=differentiate & unfold(z))
    line(by=sift)


@identity(D(s[4], w[4, 1]), equals=s[4] * (1 - s[4]) * o[1], source=NETWORK("D4"))
def output_in_one_weight(line):
    """The source's case: the way from s_4 over z_4 to o_1, where i = j."""
    line(s[4] * (delta(4, 4) - s[4]) * o[1], by=using(output_in_weights))
    line(by=cancel)


# Any loss

g = vector("g", n)


@identity(
    Sum(g[i] * D(s[i], w[j, m]), i),
    equals=Sum(g[i] * s[i] * (delta(i, j) - s[j]), i) * o[m],
    source=NETWORK("D5"),
)
def loss_in_weights(line):
    """The gradient in the weights, for any loss with ∂L/∂s_i = g_i."""
    line(Sum(g[i] * (s[i] * (delta(i, j) - s[j]) * o[m]), i), by=using(output_in_weights))
    line(by=constants_out_of_sum)


@identity(
    Sum(g[i] * D(s[i], b[j]), i),
    equals=Sum(g[i] * s[i] * (delta(i, j) - s[j]), i),
    source=NETWORK("D5"),
)
def loss_in_biases(line):
    """The gradient in the biases."""
    line(by=using(output_in_biases))


@identity(
    Sum(g[i] * s[i] * (delta(i, j) - s[j]), i),
    equals=s[j] * (g[j] - Sum(g[i] * s[i], i)),
    source=NETWORK("D5"),
)
def closed_form(line):
    """The common factor, without the Jacobian: its n² entries are not needed."""
    line(g[j] * s[j] - Sum(g[i] * s[i], i) * s[j], by=sift)
    line(by=factor)


# The cross-entropy

y = vector("y", n)
L = define("L", -Sum(y[i] * log(s[i]), i))


@identity(D(L, z[j]), equals=s[j] - y[j], given=normalised(y))
def cross_entropy_in_scores(line):
    """The gradient of the cross-entropy in the scores."""
    line(D(-Sum(y[i] * log(s[i]), i), z[j]), by=unfold(L))
    line(-Sum(y[i] / s[i] * D(s[i], z[j]), i), by=chain_rule)
    line(-Sum(y[i] / s[i] * (s[i] * (delta(i, j) - s[j])), i), by=using(jacobian))
    line(s[j] * Sum(y[i], i) - y[j], by=sift)
    line(by=given(normalised(y)))


@identity(D(L, w[j, m]), equals=(s[j] - y[j]) * o[m], given=normalised(y), source=NETWORK("D5"))
def cross_entropy_in_weights(line):
    """In the weights: output less label, times input."""
    line(D(-Sum(y[i] * log(s[i]), i), w[j, m]), by=unfold(L))
    line(-Sum(y[i] / s[i] * D(s[i], w[j, m]), i), by=chain_rule)
    line(-Sum(y[i] / s[i] * (s[i] * (delta(i, j) - s[j]) * o[m]), i), by=using(output_in_weights))
    line((s[j] * Sum(y[i], i) - y[j]) * o[m], by=sift)
    line(by=given(normalised(y)))


@identity(D(L, b[j]), equals=s[j] - y[j], given=normalised(y), source=NETWORK("D5"))
def cross_entropy_in_biases(line):
    """In the biases: output less label."""
    line(D(-Sum(y[i] * log(s[i]), i), b[j]), by=unfold(L))
    line(-Sum(y[i] / s[i] * D(s[i], b[j]), i), by=chain_rule)
    line(-Sum(y[i] / s[i] * (s[i] * (delta(i, j) - s[j])), i), by=using(output_in_biases))
    line(s[j] * Sum(y[i], i) - y[j], by=sift)
    line(by=given(normalised(y)))


@identity(D(L, o[m]), equals=Sum(w[j, m] * (s[j] - y[j]), j), given=normalised(y), source=NETWORK("D5"))
def cross_entropy_in_inputs(line):
    """In the inputs, for the layer below: back through the weights."""
    loss = -Sum(y[i] * log(s[i]), i)
    line(D(loss, o[m]), by=unfold(L))
    line(Sum(D(loss, z[j]) * D(z[j], o[m]), j), by=chain_rule & unfold(s))
    line(Sum(D(L, z[j]) * D(z[j], o[m]), j), by=fold(L))
    line(Sum((s[j] - y[j]) * D(z[j], o[m]), j), by=using(cross_entropy_in_scores))
    line(by=differentiate & unfold(z))


@identity(D(L, w), equals=(s - y) @ o.T, given=normalised(y), source=NETWORK("D5"))
def weights_matrix(line):
    """The weights in matrix form: an outer product."""
    line(by=using(cross_entropy_in_weights))


@identity(D(L, b), equals=s - y, given=normalised(y), source=NETWORK("D5"))
def biases_vector(line):
    """The biases in vector form."""
    line(by=using(cross_entropy_in_biases))


@identity(D(L, o), equals=w.T @ (s - y), given=normalised(y), source=NETWORK("D5"))
def inputs_vector(line):
    """The inputs in matrix form."""
    line(by=using(cross_entropy_in_inputs))


# The source's example: three outputs

h = vector("h", n)
S = define("S", i, exp(h[i]) / Sum(exp(h[j]), j), source=NETWORK("D1"))


@example(S[i], over=i, at={h: (3, 1, -3)}, prints=("0.8789", "0.1189", "0.0022"), source=NETWORK("D2"))
def three_outputs():
    """The scores 3, 1, −3 become numbers between 0 and 1."""


@identity(Sum(S[i], i), equals=1, source=NETWORK("D2"))
def outputs_sum_to_one(line):
    """That they sum to 1 holds for any scores."""
    line(Sum(exp(h[i]) / Sum(exp(h[j]), j), i), by=unfold(S))
    line(Sum(exp(h[i]), i) / Sum(exp(h[j]), j), by=constants_out_of_sum)
    line(by=cancel)
