r"""Losses that compare.

Where no number is right by itself a loss compares: this answer with that, an anchor with its neighbours, a
subject with all who were still at risk. Adding a constant to all scores changes nothing, so every gradient of
such a loss sums to zero.

A pair of scores gives a loss of the difference; a list, a softargmax over the list; preferences of a language
model, the difference of two log-ratios; survival times, a softargmax over those whose time is not over. The
common pattern is *what the model expects less what was observed*.
"""

from derive import *

n, D_ = dims("n D")
i, j, k, l = indices("i j k l", n)
d, e = indices("d e", D_)
s = vector("s", n)
a, b = label("a", n), label("b", n)
T = scalar("T", positive=True)
beta = scalar("beta")


# Pairs


@identity(
    D(softplus(s[b] - s[a]), s[j]),
    equals=logistic(s[b] - s[a]) * (delta(b, j) - delta(a, j)),
    source=Source("Learning to rank using gradient descent"),
)
def pairwise_logistic_gradient(line):
    """RankNet: a should stand above b. The pull is the chance that the model gives to the wrong order."""
    line(logistic(s[b] - s[a]) * D(s[b] - s[a], s[j]), by=chain_rule)
    line(by=differentiate)


@identity(
    D(-log(exp(s[a]) / (exp(s[a]) + exp(s[b]))), s[a]),
    equals=-(exp(s[b]) / (exp(s[a]) + exp(s[b]))),
    given=distinct(a, b),
    source=Source("Rank analysis of incomplete block designs"),
)
def bradley_terry_gradient(line):
    """Bradley and Terry's model of a contest that a won: the winner rises by the chance of the loser."""
    both = exp(s[a]) + exp(s[b])
    line(D(log(both) - s[a], s[a]), by=exp_log)
    line(exp(s[a]) / both - 1, by=differentiate & given(distinct(a, b)))
    line(by=algebra)


@identity(
    D(relu(T - s[a] + s[b]), s[j]),
    equals=step(T - s[a] + s[b]) * (delta(b, j) - delta(a, j)),
)
def margin_ranking_gradient(line):
    """A hinge of the difference, with margin T."""
    line(step(T - s[a] + s[b]) * D(T - s[a] + s[b], s[j]), by=chain_rule)
    line(by=differentiate)


@identity(
    D(Sum(before(i, k) * softplus(s[k] - s[i]), i, k), s[j]),
    equals=Sum(before(i, j) * logistic(s[j] - s[i]), i) - Sum(before(j, k) * logistic(s[k] - s[j]), k),
)
def all_pairs_gradient(line):
    """All pairs of a list that stands in the right order: pushed down by those above, up by those below."""
    line(Sum(before(i, k) * logistic(s[k] - s[i]) * (delta(k, j) - delta(i, j)), i, k), by=differentiate)
    line(
        Sum(before(i, j) * logistic(s[j] - s[i]), i) - Sum(before(j, k) * logistic(s[k] - s[j]), k),
        by=sift,
    )


# Lists

p = define("p", k, exp(s[k] / T) / Sum(exp(s[j] / T), j))


@identity(
    D(-log(p[a]), s[j]),
    equals=(p[j] - delta(a, j)) / T,
    source=Source("Representation learning with contrastive predictive coding"),
)
def info_nce_gradient(line):
    """InfoNCE: one positive a among n candidates, similarities s at temperature T."""
    Z = Sum(exp(s[l] / T), l)
    line(D(log(Z) - s[a] / T, s[j]), by=unfold(p) & exp_log)
    line(exp(s[j] / T) / T / Z - delta(a, j) / T, by=differentiate)
    line(exp(s[j] / T) / Z / T - delta(a, j) / T, by=algebra)
    line(p[j] / T - delta(a, j) / T, by=fold(p))
    line(by=collect)


@identity(D(-log(p[a]), T), equals=(s[a] - Sum(p[k] * s[k], k)) / T**2)
def temperature_gradient(line):
    """A learned temperature falls where the positive stands above the mean similarity less."""
    Z = Sum(exp(s[l] / T), l)
    line(D(log(Z) - s[a] / T, T), by=unfold(p) & exp_log)
    line(-Sum(exp(s[k] / T) * s[k] / T**2, k) / Z + s[a] / T**2, by=differentiate)
    line(s[a] / T**2 - Sum(p[k] * s[k], k) / T**2, by=fold(p))
    line(by=collect)


@identity(Sum(D(-log(p[a]), s[j]), j), equals=0)
def comparisons_sum_to_zero(line):
    """A shift of all similarities changes nothing."""
    line(Sum((p[j] - delta(a, j)) / T, j), by=using(info_nce_gradient))
    line((Sum(exp(s[j] / T), j) / Sum(exp(s[j] / T), j) - 1) / T, by=sift & unfold(p))
    line(by=cancel)


t = vector("t", n)
target = define("pi", k, exp(t[k]) / Sum(exp(t[j]), j))
top = define("q", k, exp(s[k]) / Sum(exp(s[j]), j))


@identity(
    D(-Sum(target[k] * log(top[k]), k), s[j]),
    equals=top[j] - target[j],
    source=Source("Learning to rank: from pairwise approach to listwise approach"),
)
def list_net_gradient(line):
    """ListNet compares the chances to come first: those of the scores and those of the relevances t."""
    Z = Sum(exp(s[l]), l)
    line(D(-Sum(target[k] * (s[k] - log(Z)), k), s[j]), by=unfold(top) & exp_log)
    line(-Sum(target[k] * (delta(k, j) - exp(s[j]) / Z), k), by=differentiate)
    line(-Sum(target[k] * (delta(k, j) - top[j]), k), by=fold(top))
    line(top[j] * Sum(target[k], k) - target[j], by=sift)
    line(top[j] * (Sum(exp(t[k]), k) / Sum(exp(t[j]), j)) - target[j], by=unfold(target))
    line(by=cancel & fold(target))


# Places in a space

x, u, v = vector("x", D_), vector("u", D_), vector("v", D_)
near = define("A", Sum((x[d] - u[d]) ** 2, d))
far = define("B", Sum((x[d] - v[d]) ** 2, d))


@identity(
    D(relu(near - far + T), x[d]),
    equals=2 * step(near - far + T) * (v[d] - u[d]),
    source=Source("FaceNet: a unified embedding for face recognition and clustering"),
)
def triplet_gradient(line):
    """A triplet moves its anchor x along the line from the stranger v to the neighbour u, wherever it stands itself."""
    line(step(near - far + T) * D(near - far + T, x[d]), by=chain_rule)
    line(
        step(near - far + T) * (2 * (x[d] - u[d]) - 2 * (x[d] - v[d])),
        by=differentiate & unfold(near) & unfold(far),
    )
    line(by=collect)


@identity(D(relu(near - far + T), u[d]), equals=2 * step(near - far + T) * (u[d] - x[d]))
def triplet_gradient_of_neighbour(line):
    """And its neighbour towards it."""
    line(step(near - far + T) * D(near - far + T, u[d]), by=chain_rule)
    line(by=differentiate & unfold(near) & unfold(far))


distance = define("R", sqrt(near))


@identity(
    D(relu(T - distance) ** 2, x[d]),
    equals=-2 * relu(T - distance) * (x[d] - u[d]) / distance,
    source=Source("Dimensionality reduction by learning an invariant mapping"),
)
def contrastive_gradient(line):
    """The contrastive loss pushes strangers apart until they are T from each other."""
    line(2 * relu(T - distance) * (-step(T - distance) * D(distance, x[d])), by=chain_rule)
    line(-2 * relu(T - distance) * D(distance, x[d]), by=algebra)
    line(
        -2 * relu(T - distance) * D(sqrt(Sum((x[e] - u[e]) ** 2, e)), x[d]),
        by=unfold(distance) & unfold(near),
    )
    line(
        -2 * relu(T - distance) * ((x[d] - u[d]) / sqrt(Sum((x[e] - u[e]) ** 2, e))),
        by=differentiate,
    )
    line(by=fold(distance) & fold(near))


# Preferences

good, bad, good0, bad0 = scalar("w"), scalar("r"), scalar("w_0"), scalar("r_0")
preference = define("h", beta * (good - good0 - (bad - bad0)))


@identity(
    D(-log(logistic(preference)), good),
    equals=-beta * logistic(-preference),
    source=Source("Direct preference optimization: your language model is secretly a reward model"),
)
def dpo_gradient(line):
    """DPO, in the log-likelihood w of the preferred answer: the pull is how much the implicit reward errs."""
    line(
        -1 / logistic(preference) * (logistic(preference) * (1 - logistic(preference))) * beta,
        by=chain_rule & unfold(preference),
    )
    line(-beta * (1 - logistic(preference)), by=cancel)
    line(by=exp_log)


@identity(D(-log(logistic(preference)), bad), equals=beta * logistic(-preference))
def dpo_gradient_of_rejected(line):
    """The rejected answer is pushed down as hard as the preferred one is pulled up."""
    line(
        1 / logistic(preference) * (logistic(preference) * (1 - logistic(preference))) * beta,
        by=chain_rule & unfold(preference),
    )
    line(beta * (1 - logistic(preference)), by=cancel)
    line(by=exp_log)


margin = scalar("mu")


@identity(
    D((preference - margin) ** 2, good),
    equals=2 * beta * (preference - margin),
    source=Source("A general theoretical paradigm to understand learning from human preferences"),
)
def ipo_gradient(line):
    """IPO takes a square: the pull ends once the log-ratios differ by the margin μ."""
    line(2 * (preference - margin) * D(preference, good), by=chain_rule)
    line(by=differentiate & unfold(preference))


@identity(
    D(relu(1 - preference), good),
    equals=-beta * step(1 - preference),
    source=Source("SLiC-HF: sequence likelihood calibration with human feedback"),
)
def slic_gradient(line):
    """A hinge of the same preference."""
    line(step(1 - preference) * D(1 - preference, good), by=chain_rule)
    line(by=differentiate & unfold(preference))


# Survival

event = vector("c", n)
risk = define("Z", i, Sum(upto(i, k) * exp(s[k]), k))


@identity(
    D(-Sum(event[i] * (s[i] - log(risk[i])), i), s[j]),
    equals=exp(s[j]) * Sum(upto(i, j) * event[i] / risk[i], i) - event[j],
    source=Source("Regression models and life-tables"),
)
def cox_gradient(line):
    """Cox's partial likelihood, subjects in the order of their times, c_i = 1 where i ended by the event: hazard
    summed over all events while j was at risk, less the event itself."""
    line(
        -Sum(event[i] * (delta(i, j) - upto(i, j) * exp(s[j]) / risk[i]), i),
        by=differentiate & unfold(risk),
    )
    line(Sum(event[i] * (upto(i, j) * exp(s[j]) / risk[i]), i) - event[j], by=sift)
    line(by=factor)
