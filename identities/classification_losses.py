r"""Losses for classification.

Scores s_1 … s_n of one sample become probabilities p_k by softargmax. The cross-entropy with targets y has the
gradient p − y; the losses of this page change the targets, the scores or the weight of a sample, and each
gradient shows in one line what was changed.

All but the last section rest on one lemma, ∂p_k/∂s_j = p_k (δ_kj − p_j), which is proved anew here so that the
page stands by itself.
"""

from derive import *

n = dims("n")
i, j, k, l = indices("i j k l", n)
s = vector("s", n)
y = vector("y", n)
c = label("c", n)
T = scalar("T", positive=True)
epsilon, gamma = scalar("epsilon"), scalar("gamma")

p = define("p", k, exp(s[k]) / Sum(exp(s[j]), j))
L = define("L", -Sum(y[k] * log(p[k]), k))


# Cross-entropy


@identity(D(p[k], s[j]), equals=p[k] * (delta(k, j) - p[j]))
def probability_slope(line):
    """How a probability answers to a score."""
    Z = Sum(exp(s[l]), l)
    line(D(exp(s[k]) / Z, s[j]), by=unfold(p))
    line((delta(k, j) * exp(s[k]) * Z - exp(s[k]) * exp(s[j])) / Z**2, by=quotient_rule)
    line(by=fold(p))


@identity(D(log(p[k]), s[j]), equals=delta(k, j) - p[j])
def log_probability_slope(line):
    """How its logarithm does."""
    line(1 / p[k] * D(p[k], s[j]), by=chain_rule)
    line(1 / p[k] * (p[k] * (delta(k, j) - p[j])), by=using(probability_slope))
    line(by=cancel)


@identity(Sum(p[k], k), equals=1)
def probabilities_sum_to_one(line):
    """Softargmax sums to one."""
    line(Sum(exp(s[k]), k) / Sum(exp(s[j]), j), by=unfold(p))
    line(by=cancel)


@identity(D(L, s[j]), equals=p[j] - y[j], given=normalised(y))
def cross_entropy_gradient(line):
    """The cross-entropy with targets that sum to 1."""
    line(-Sum(y[k] * D(log(p[k]), s[j]), k), by=linearity & unfold(L))
    line(-Sum(y[k] * (delta(k, j) - p[j]), k), by=using(log_probability_slope))
    line(p[j] * Sum(y[k], k) - y[j], by=sift)
    line(by=given(normalised(y)))


@identity(
    D(-(1 - epsilon) * log(p[c]) - epsilon / n * Sum(log(p[k]), k), s[j]),
    equals=p[j] - (1 - epsilon) * delta(c, j) - epsilon / n,
    source=Source("Rethinking the Inception architecture for computer vision"),
)
def label_smoothing_gradient(line):
    """Label smoothing takes ε of the target from the true class c and spreads it evenly."""
    line(
        -(1 - epsilon) * D(log(p[c]), s[j]) - epsilon / n * Sum(D(log(p[k]), s[j]), k),
        by=linearity,
    )
    line(
        -(1 - epsilon) * (delta(c, j) - p[j]) - epsilon / n * Sum(delta(k, j) - p[j], k),
        by=using(log_probability_slope),
    )
    line(-(1 - epsilon) * (delta(c, j) - p[j]) - epsilon / n * (1 - n * p[j]), by=sift)
    line(by=collect)


w = vector("w", n)


@identity(D(-w[c] * log(p[c]), s[j]), equals=w[c] * (p[j] - delta(c, j)))
def class_weights_gradient(line):
    """A weight of the true class scales the whole gradient."""
    line(-w[c] * D(log(p[c]), s[j]), by=linearity)
    line(-w[c] * (delta(c, j) - p[j]), by=using(log_probability_slope))
    line(by=algebra)


# Temperature and distillation

t = vector("t", n, positive=True)
softened = define("q", k, exp(s[k] / T) / Sum(exp(s[j] / T), j))


@identity(D(log(softened[k]), s[j]), equals=(delta(k, j) - softened[j]) / T)
def softened_log_probability_slope(line):
    """A temperature divides the slope."""
    Z = Sum(exp(s[l] / T), l)
    line(D(s[k] / T - log(Z), s[j]), by=unfold(softened) & exp_log)
    line(delta(k, j) / T - exp(s[j] / T) / T / Z, by=differentiate)
    line(by=fold(softened))


@identity(
    D(-(T**2) * Sum(t[k] * log(softened[k]), k), s[j]),
    equals=T * (softened[j] - t[j]),
    given=normalised(t),
    source=Source("Distilling the knowledge in a neural network"),
)
def distillation_gradient(line):
    """Distillation towards a teacher t: with the factor T² the gradient grows with T, as the slope shrinks."""
    line(-(T**2) * Sum(t[k] * D(log(softened[k]), s[j]), k), by=linearity)
    line(-(T**2) * Sum(t[k] * ((delta(k, j) - softened[j]) / T), k), by=using(softened_log_probability_slope))
    line(T * (softened[j] * Sum(t[k], k) - t[j]), by=sift)
    line(by=given(normalised(t)))


@identity(
    D(Sum(t[k] * (log(t[k]) - log(p[k])), k), s[j]),
    equals=p[j] - t[j],
    given=normalised(t),
)
def relative_entropy_gradient(line):
    """The relative entropy from a teacher has the gradient of the cross-entropy: the entropy of t does not move."""
    line(-Sum(t[k] * D(log(p[k]), s[j]), k), by=linearity)
    line(-Sum(t[k] * (delta(k, j) - p[j]), k), by=using(log_probability_slope))
    line(p[j] * Sum(t[k], k) - t[j], by=sift)
    line(by=given(normalised(t)))


@identity(
    D(Sum(p[k] * (log(p[k]) - log(t[k])), k), s[j]),
    equals=p[j] * (log(p[j]) - log(t[j]) - Sum(p[k] * (log(p[k]) - log(t[k])), k)),
)
def reverse_relative_entropy_gradient(line):
    """The other way round the gradient is centred: each log-ratio less their mean."""
    ratio = log(p[k]) - log(t[k])
    line(
        Sum(D(p[k], s[j]) * ratio + p[k] * D(log(p[k]), s[j]), k),
        by=product_rule,
    )
    line(
        Sum(p[k] * (delta(k, j) - p[j]) * ratio + p[k] * (delta(k, j) - p[j]), k),
        by=using(probability_slope) & using(log_probability_slope),
    )
    line(
        p[j] * (log(p[j]) - log(t[j])) - p[j] * Sum(p[k] * ratio, k) + p[j] - p[j] * Sum(p[k], k),
        by=sift,
    )
    line(
        p[j] * (log(p[j]) - log(t[j])) - p[j] * Sum(p[k] * ratio, k) + p[j] - p[j],
        by=using(probabilities_sum_to_one),
    )
    line(by=factor)


# Sample weights


doubt = define("d", exp(gamma * log(1 - p[c])))


@identity(
    D(-doubt * log(p[c]), s[j]),
    equals=doubt * (gamma * p[c] * log(p[c]) / (1 - p[c]) - 1) * (delta(c, j) - p[j]),
    source=Source("Focal loss for dense object detection"),
)
def focal_gradient(line):
    """The focal loss weights a sample by a power of what is left of 1, so that what is right already counts little."""
    line(
        doubt * gamma / (1 - p[c]) * D(p[c], s[j]) * log(p[c]) - doubt * D(log(p[c]), s[j]),
        by=product_rule & unfold(doubt),
    )
    line(
        doubt * gamma / (1 - p[c]) * (p[c] * (delta(c, j) - p[j])) * log(p[c]) - doubt * (delta(c, j) - p[j]),
        by=using(probability_slope) & using(log_probability_slope),
    )
    line(by=factor)


@identity(D(-p[c], s[j]), equals=-p[c] * (delta(c, j) - p[j]))
def mean_absolute_error_gradient(line):
    """The chance of the true class itself is raised: robust to wrong labels, slow where p_c is small."""
    line(-(p[c] * (delta(c, j) - p[j])), by=using(probability_slope) & linearity)
    line(by=algebra)


@identity(
    D((1 - p[c] ** gamma) / gamma, s[j]),
    equals=-(p[c] ** gamma) * (delta(c, j) - p[j]),
    source=Source("Generalized cross entropy loss for training deep neural networks with noisy labels"),
)
def generalised_cross_entropy_gradient(line):
    """Between the two: γ → 0 is the cross-entropy, γ = 1 the mean absolute error."""
    line(-gamma * p[c] ** (gamma - 1) * D(p[c], s[j]) / gamma, by=chain_rule)
    line(-(p[c] ** gamma) / p[c] * D(p[c], s[j]), by=exp_log)
    line(-(p[c] ** gamma) / p[c] * (p[c] * (delta(c, j) - p[j])), by=using(probability_slope))
    line(by=cancel)


# Squares of probabilities


@identity(
    D(Sum((p[k] - y[k]) ** 2, k), s[j]),
    equals=2 * p[j] * (p[j] - y[j] - Sum(p[k] * (p[k] - y[k]), k)),
    source=Source("Verification of forecasts expressed in terms of probability"),
)
def brier_gradient(line):
    """Brier's score: residuals, centred and weighted by p."""
    line(Sum(2 * (p[k] - y[k]) * D(p[k], s[j]), k), by=chain_rule)
    line(Sum(2 * (p[k] - y[k]) * (p[k] * (delta(k, j) - p[j])), k), by=using(probability_slope))
    line(2 * (p[j] - y[j]) * p[j] - 2 * p[j] * Sum(p[k] * (p[k] - y[k]), k), by=sift)
    line(by=factor)


H = define("H", -Sum(p[k] * log(p[k]), k))


@identity(D(H, s[j]), equals=-p[j] * (log(p[j]) + H))
def entropy_gradient(line):
    """The entropy, a bonus for doubt: a score is pulled down where its probability is above the typical one."""
    line(
        -Sum(D(p[k], s[j]) * log(p[k]) + p[k] * D(log(p[k]), s[j]), k),
        by=product_rule & unfold(H),
    )
    line(
        -Sum(p[k] * (delta(k, j) - p[j]) * log(p[k]) + p[k] * (delta(k, j) - p[j]), k),
        by=using(probability_slope) & using(log_probability_slope),
    )
    line(-p[j] * log(p[j]) + p[j] * Sum(p[k] * log(p[k]), k) - p[j] + p[j] * Sum(p[k], k), by=sift)
    line(-p[j] * log(p[j]) + p[j] * Sum(p[k] * log(p[k]), k), by=using(probabilities_sum_to_one))
    line(by=fold(H))


# Overlap of two sets

x = vector("x", n)
overlap = define("U", Sum(x[k] * y[k], k))
size = define("V", Sum(x[k], k) + Sum(y[k], k))


@identity(
    D(1 - 2 * overlap / size, x[j]),
    equals=2 * (overlap - y[j] * size) / size**2,
    source=Source("V-Net: fully convolutional neural networks for volumetric medical image segmentation"),
)
def dice_gradient(line):
    """Dice's loss of a soft mask x: one pull on all, another on what belongs to the object."""
    line(-2 * (D(overlap, x[j]) * size - overlap * D(size, x[j])) / size**2, by=quotient_rule)
    line(-2 * (y[j] * size - overlap) / size**2, by=differentiate & unfold(overlap) & unfold(size))
    line(by=algebra)


@identity(
    D(1 - overlap / (size - overlap), x[j]),
    equals=(overlap - y[j] * size) / (size - overlap) ** 2,
)
def jaccard_gradient(line):
    """Jaccard's loss, intersection over union: the same direction, another length."""
    union = size - overlap
    line(
        -((D(overlap, x[j]) * union - overlap * D(union, x[j])) / union**2),
        by=quotient_rule,
    )
    line(
        -((y[j] * union - overlap * (1 - y[j])) / union**2), by=differentiate & unfold(overlap) & unfold(size)
    )
    line(by=algebra)


# Many hinges


@identity(
    D(Sum(relu(1 + s[k] - s[c]), k, without=c), s[j]),
    equals=cases((-Sum(step(1 + s[k] - s[c]), k, without=c), equal(j, c)), step(1 + s[j] - s[c])),
    source=Source("On the algorithmic implementation of multiclass kernel-based vector machines"),
)
def multiclass_hinge_gradient(line):
    """The sum of hinges over the wrong classes: each that comes too close is pushed down, and c up for each of them."""
    line(Sum(step(1 + s[k] - s[c]) * D(1 + s[k] - s[c], s[j]), k, without=c), by=chain_rule)
    line(Sum(step(1 + s[k] - s[c]) * (delta(k, j) - delta(c, j)), k, without=c), by=differentiate)
    line(by=by_cases)
