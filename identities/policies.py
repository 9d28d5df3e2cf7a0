r"""Policies.

A policy π chooses among n actions by softargmax of scores s, and an action k earns r_k. The gradient of the
expected reward is π_j (r_j − Σ_k π_k r_k): what an action earns above the policy's mean. Since the score
function has mean 0 a baseline changes no gradient, only its variance, and the advantage may take the reward's
place.

The surrogate losses in use keep this gradient at the point where the data were drawn and limit how far a step
may go: a ratio of probabilities, clipped, or a penalty on the relative entropy.
"""

from derive import *

n = dims("n")
i, j, k, l = indices("i j k l", n)
s, r = vector("s", n), vector("r", n)
b = scalar("b")
beta = scalar("beta")
a = label("a", n)

p = define("pi", k, exp(s[k]) / Sum(exp(s[j]), j))
J = define("J", Sum(p[k] * r[k], k))


# The policy gradient


@identity(D(p[k], s[j]), equals=p[k] * (delta(k, j) - p[j]))
def policy_slope(line):
    """A policy is a softargmax."""
    Z = Sum(exp(s[l]), l)
    line(D(exp(s[k]) / Z, s[j]), by=unfold(p))
    line((delta(k, j) * exp(s[k]) * Z - exp(s[k]) * exp(s[j])) / Z**2, by=quotient_rule)
    line(by=fold(p))


@identity(D(log(p[k]), s[j]), equals=delta(k, j) - p[j])
def score_function(line):
    """The score function: the action taken, less the policy."""
    line(1 / p[k] * D(p[k], s[j]), by=chain_rule)
    line(1 / p[k] * (p[k] * (delta(k, j) - p[j])), by=using(policy_slope))
    line(by=cancel)


@identity(
    D(J, s[j]), equals=p[j] * (r[j] - J), source=Source("Reinforcement Learning: An Introduction, chapter 13")
)
def policy_gradient(line):
    """An action gains where it earns more than the policy does."""
    line(Sum(r[k] * D(p[k], s[j]), k), by=linearity & unfold(J))
    line(Sum(r[k] * (p[k] * (delta(k, j) - p[j])), k), by=using(policy_slope))
    line(p[j] * r[j] - p[j] * Sum(p[k] * r[k], k), by=sift)
    line(p[j] * r[j] - p[j] * J, by=fold(J))
    line(by=factor)


@identity(
    D(J, s[j]),
    equals=Sum(p[k] * (r[k] * D(log(p[k]), s[j])), k),
    source=Source(
        "Simple statistical gradient-following algorithms for connectionist reinforcement learning"
    ),
)
def reinforce(line):
    """As an expectation it can be sampled: reward times score, for actions that the policy takes."""
    line(Sum(r[k] * D(p[k], s[j]), k), by=linearity & unfold(J))
    line(by=chain_rule)


@identity(Sum(p[k], k), equals=1)
def policy_sums_to_one(line):
    """Some action is taken."""
    line(Sum(exp(s[k]), k) / Sum(exp(s[j]), j), by=unfold(p))
    line(by=cancel)


@identity(Sum(p[k] * (b * D(log(p[k]), s[j])), k), equals=0)
def baseline_adds_nothing(line):
    """A baseline that does not depend on the action has no part in the mean,"""
    line(Sum(p[k] * (b * (delta(k, j) - p[j])), k), by=using(score_function))
    line(b * (p[j] - p[j] * Sum(p[k], k)), by=sift)
    line(b * (p[j] - p[j]), by=using(policy_sums_to_one))
    line(by=cancel)


@identity(D(J, s[j]), equals=Sum(p[k] * ((r[k] - b) * D(log(p[k]), s[j])), k))
def advantage(line):
    """so rewards may be counted from it: the advantage."""
    line(Sum(p[k] * (r[k] * D(log(p[k]), s[j])), k), by=using(reinforce))
    line(
        Sum(p[k] * (r[k] * D(log(p[k]), s[j])), k) - Sum(p[k] * (b * D(log(p[k]), s[j])), k),
        by=using(baseline_adds_nothing),
    )
    line(by=collect)


g2 = define("g_2", Sum(p[k] * (delta(k, a) - p[a]) ** 2 * (r[k] - b) ** 2, k))


@identity(
    D(g2, b),
    equals=-2 * Sum(p[k] * (delta(k, a) - p[a]) ** 2 * (r[k] - b), k),
    source=Source("Variance reduction techniques for gradient estimates in reinforcement learning"),
)
def best_baseline(line):
    """The second moment of an entry is least where the baseline is a mean reward, weighted by squared scores."""
    line(by=differentiate & unfold(g2))


# Entropy and penalties

H = define("H", -Sum(p[k] * log(p[k]), k))


@identity(
    D(J + beta * H, s[j]),
    equals=p[j] * (r[j] - beta * log(p[j]) - (J + beta * H)),
    source=Source("Asynchronous methods for deep reinforcement learning"),
)
def entropy_bonus(line):
    """An entropy bonus is a reward of −log π for every action."""
    line(
        Sum(r[k] * D(p[k], s[j]), k) - beta * Sum(D(p[k], s[j]) * log(p[k]) + D(p[k], s[j]), k),
        by=differentiate & unfold(J) & unfold(H),
    )
    line(
        Sum((r[k] - beta * log(p[k]) - beta) * (p[k] * (delta(k, j) - p[j])), k),
        by=using(policy_slope),
    )
    line(
        p[j] * (r[j] - beta * log(p[j]) - beta)
        - p[j] * (Sum(p[k] * r[k], k) - beta * Sum(p[k] * log(p[k]), k) - beta * Sum(p[k], k)),
        by=sift,
    )
    line(
        p[j] * (r[j] - beta * log(p[j]) - beta)
        - p[j] * (Sum(p[k] * r[k], k) - beta * Sum(p[k] * log(p[k]), k) - beta),
        by=using(policy_sums_to_one),
    )
    line(p[j] * (r[j] - beta * log(p[j]) - beta) - p[j] * (J + beta * H - beta), by=fold(J) & fold(H))
    line(by=factor)


q = vector("q", n, positive=True)


@identity(
    D(Sum(q[k] * (log(q[k]) - log(p[k])), k), s[j]),
    equals=p[j] - q[j],
    given=normalised(q),
    source=Source("Trust region policy optimization"),
)
def trust_region_gradient(line):
    """The relative entropy from an old policy q is flat where the two agree,"""
    line(-Sum(q[k] * D(log(p[k]), s[j]), k), by=linearity)
    line(-Sum(q[k] * (delta(k, j) - p[j]), k), by=using(score_function))
    line(p[j] * Sum(q[k], k) - q[j], by=sift)
    line(by=given(normalised(q)))


@identity(
    D(Sum(q[k] * (log(q[k]) - log(p[k])), k), s[j], s[l]),
    equals=p[j] * (delta(j, l) - p[l]),
    given=normalised(q),
)
def trust_region_curvature(line):
    """and its curvature there is Fisher's information."""
    line(-Sum(q[k] * D(log(p[k]), s[j], s[l]), k), by=linearity)
    line(Sum(q[k], k) * (p[j] * (delta(j, l) - p[l])), by=differentiate & unfold(p))
    line(by=given(normalised(q)))


# Surrogates for a step away from the policy that drew the data

x, old, A = scalar("x"), scalar("x_0"), scalar("A")
epsilon = scalar("epsilon", positive=True)
ratio = define("rho", exp(x - old))


@identity(D(ratio * A, x), equals=ratio * A, source=Source("Proximal policy optimization algorithms"))
def ratio_gradient(line):
    """The ratio of new to old probability, in the new log-probability x: its slope is itself."""
    line(D(exp(x - old) * A, x), by=unfold(ratio))
    line(exp(x - old) * A, by=differentiate)
    line(by=fold(ratio))


@identity(
    D(clip(ratio, 1 - epsilon, 1 + epsilon) * A, x),
    equals=cases((ratio * A, abs(ratio - 1) < epsilon), (0, True)),
    source=Source("Proximal policy optimization algorithms"),
)
def clipped_ratio_gradient(line):
    """Clipped, it is silent outside."""
    line(by=differentiate & unfold(ratio))


@identity(
    D(relu(1 + epsilon - ratio), x),
    equals=-ratio * step(1 + epsilon - ratio),
)
def clipped_objective_of_good_action(line):
    """PPO for a good action: the smaller of ρ and 1 + ε, but for its sign and a constant; it pushes up to there."""
    line(step(1 + epsilon - ratio) * D(1 + epsilon - ratio, x), by=chain_rule)
    line(by=differentiate & unfold(ratio) & fold(ratio))


@identity(
    D(exp(old - x) - 1 - (old - x), x),
    equals=1 - exp(old - x),
)
def sampled_divergence_gradient(line):
    """A sample of the relative entropy that is never negative: its slope vanishes where old and new agree."""
    line(by=differentiate)


# Values

v, reward, following, gamma = scalar("v"), scalar("R"), scalar("w"), scalar("gamma")


@identity(
    D((reward + gamma * following - v) ** 2 / 2, v),
    equals=v - (reward + gamma * following),
    source=Source("Learning to predict by the methods of temporal differences"),
)
def temporal_difference(line):
    """The semi-gradient of a value: the next value w counts as a number, not as something to be differentiated."""
    line(-2 * (reward + gamma * following - v) / 2, by=differentiate)
    line(by=algebra)


theta = vector("theta", n)


@identity(
    D((reward + gamma * Sum(r[k] * theta[k], k) - Sum(s[k] * theta[k], k)) ** 2 / 2, theta[j]),
    equals=(reward + gamma * Sum(r[k] * theta[k], k) - Sum(s[k] * theta[k], k)) * (gamma * r[j] - s[j]),
    source=Source("Residual algorithms: reinforcement learning with function approximation"),
)
def residual_gradient(line):
    """The whole gradient, for linear values with features s now and r next, has a second term."""
    error = reward + gamma * Sum(r[k] * theta[k], k) - Sum(s[k] * theta[k], k)
    line(2 * error * D(error, theta[j]) / 2, by=chain_rule)
    line(by=differentiate)
